/* All examples, where the ridge over them is solved once and for all. */
#include "loops.h"

typedef struct {
    int16_t vector[DIMENSIONS];
    const int8_t *embedded;
    Py_ssize_t size, meant; /* examples; numbers of a vector */
} All;

/* Of labels whose examples lie side by side the likeliest, by the kernel with all of them and what each says. */
CLONED static int overall_by_label(const All *of, const float *kernel, const float *shares, const int64_t *bounds,
                                 int count, float *scores, Near *found, int wanted) {
    memset(scores, 0, (size_t)count * sizeof(float));
    for (Py_ssize_t row = 0; row < of->size; row++)
        for (int label = 0; label < count; label++) scores[label] += kernel[row] * shares[row * count + label];
    int size = 0;
    for (int label = 0; label < count; label++) {
        int to = size < wanted ? size++ : wanted;
        for (; to > 0 && found[to - 1].score < scores[label]; to--)
            if (to < wanted) found[to] = found[to - 1];
        if (to < wanted) found[to] = (Near){label, scores[label], 0};
    }
    for (int at = 0; at < size; at++) {
        const int64_t first = bounds[found[at].label], end = bounds[found[at].label + 1];
        Py_ssize_t most = (Py_ssize_t)first;
        for (int64_t row = first + 1; row < end; row++)
            if (kernel[row] > kernel[most]) most = (Py_ssize_t)row;
        found[at].row = most;
    }
    return size;
}

CLONED static void meant(const All *of, const Kernel *kernel, float *sums) {
    const double step = kernel->step / FINE;
    for (Py_ssize_t row = 0; row < of->size; row++)
        sums[row] += alike(kernel, step * product(of->embedded + row * of->meant, of->vector, of->meant));
}

PyObject *overall(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *lexical, *vector, *embedded, *said, *limits, *found = NULL;
    Kernel kernel;
    int wanted;
    if (!PyArg_ParseTuple(arguments, "OOOOO(dddd)i", &lexical, &vector, &embedded, &said, &limits, &kernel.level,
                          &kernel.sharpness, &kernel.own, &kernel.step, &wanted))
        return NULL;
    Buffers buffers = {.count = 0};
    All of = {.size = 0};
    Py_ssize_t count = 0, bytes = 0, shared = 0;
    float *sums = array(&buffers, lexical, sizeof(float), PyBUF_WRITABLE, &of.size);
    const float *own = sums ? array(&buffers, vector, sizeof(float), PyBUF_SIMPLE, &of.meant) : NULL;
    of.embedded = own ? array(&buffers, embedded, 1, PyBUF_SIMPLE, &bytes) : NULL;
    const float *shares = of.embedded ? array(&buffers, said, sizeof(float), PyBUF_SIMPLE, &shared) : NULL;
    const int64_t *bounds = shares ? array(&buffers, limits, sizeof(int64_t), PyBUF_SIMPLE, &count) : NULL;
    int within = bounds && count-- > 1 && shared == of.size * count && bytes == of.size * of.meant && wanted > 0 &&
                 quantised(own, of.meant, of.vector);
    for (Py_ssize_t at = 0; within && at < count; at++)
        within = bounds[at] >= 0 && bounds[at] < bounds[at + 1] && bounds[at + 1] <= of.size;
    if (wanted > count) wanted = (int)count;
    float *scores = within ? PyMem_Malloc((size_t)count * sizeof(float)) : NULL;
    Near *best = within ? PyMem_Malloc((size_t)wanted * sizeof(Near)) : NULL;
    if (!within) outside();
    else if (!scores || !best) PyErr_NoMemory();
    else {
        if (of.meant) meant(&of, &kernel, sums);
        found = as_list(best, overall_by_label(&of, sums, shares, bounds, (int)count, scores, best, wanted));
    }
    PyMem_Free(scores);
    PyMem_Free(best);
    let_go(&buffers);
    return found;
}
