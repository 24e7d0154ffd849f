/* What examples know of a text: its phrases by their numbers, and the words that its words are spelt like. */
#include "loops.h"

/* Add a number to a list; those below 0 are none. */
static int noted(PyObject *found, int32_t number) {
    if (number < 0) return 1;
    PyObject *value = PyLong_FromLong(number);
    const int done = value && PyList_Append(found, value) == 0;
    Py_XDECREF(value);
    return done;
}

/* The place of a word as a number; -1 for None. */
static Py_ssize_t place(PyObject *places, Py_ssize_t at) {
    PyObject *value = PyList_GET_ITEM(places, at);
    return value == Py_None ? -1 : PyLong_AsSsize_t(value);
}

typedef struct {
    const int32_t *alone, *paired;
    const int64_t *pairs;
    Py_ssize_t names, count;
} Terms;

static int words_known(const Terms *terms, PyObject *places, Py_ssize_t first, Py_ssize_t end, PyObject *found) {
    for (Py_ssize_t at = first; at < end; at++) {
        const Py_ssize_t word = place(places, at);
        if (word >= terms->names) return outside();
        if (word >= 0 && !noted(found, terms->alone[word])) return 0;
    }
    return 1;
}

static int pairs_known(const Terms *terms, PyObject *places, PyObject *found) {
    for (Py_ssize_t at = 0; at + 1 < PyList_GET_SIZE(places); at++) {
        const int64_t one = place(places, at), other = place(places, at + 1);
        if (one < 0 || other < 0 || one > INT32_MAX) continue;
        const int64_t pair = one << 32 | other;
        Py_ssize_t low = 0, high = terms->count;
        while (low < high) {
            const Py_ssize_t middle = low + (high - low) / 2;
            if (terms->pairs[middle] < pair) low = middle + 1;
            else high = middle;
        }
        if (low < terms->count && terms->pairs[low] == pair && !noted(found, terms->paired[low])) return 0;
    }
    return 1;
}

PyObject *known(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *places, *extras, *alone, *pairs, *paired;
    if (!PyArg_ParseTuple(arguments, "O!O!OOO", &PyList_Type, &places, &PyList_Type, &extras, &alone, &pairs, &paired))
        return NULL;
    Buffers buffers = {.count = 0};
    Terms terms;
    Py_ssize_t numbers = 0;
    terms.alone = array(&buffers, alone, sizeof(int32_t), PyBUF_SIMPLE, &terms.names);
    terms.pairs = terms.alone ? array(&buffers, pairs, sizeof(int64_t), PyBUF_SIMPLE, &terms.count) : NULL;
    terms.paired = terms.pairs ? array(&buffers, paired, sizeof(int32_t), PyBUF_SIMPLE, &numbers) : NULL;
    PyObject *found = terms.paired && (numbers == terms.count || outside()) ? PyList_New(0) : NULL;
    if (found && (!words_known(&terms, places, 1, PyList_GET_SIZE(places) - 1, found) ||
                  !pairs_known(&terms, places, found) ||
                  !words_known(&terms, extras, 0, PyList_GET_SIZE(extras), found) || PyErr_Occurred()))
        Py_CLEAR(found);
    let_go(&buffers);
    return found;
}

/* Who has at least such a part of some features: two columns, who and how much, as bytes; and how much they are in all,
 * what nobody has included. */
PyObject *shared(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *squares, *bounds, *entries, *features, *found = NULL;
    Py_ssize_t size, count = 0;
    double square;
    float part;
    if (!PyArg_ParseTuple(arguments, "OOOO!dnf", &squares, &bounds, &entries, &PyList_Type, &features, &square, &size,
                          &part))
        return NULL;
    Buffers buffers = {.count = 0};
    Postings grams;
    const double *own = array(&buffers, squares, sizeof(double), PyBUF_SIMPLE, &count);
    float *sums = size < 0 ? NULL : PyMem_Calloc((size_t)size + 1, sizeof(float));
    if (!sums) size < 0 ? (void)outside() : (void)PyErr_NoMemory();
    if (own && sums && postings(&buffers, bounds, entries, &grams) && (count == grams.lists || outside()) &&
        gather(sums, size, &grams, features, 1.0F, PY_SSIZE_T_MAX)) {
        for (Py_ssize_t at = 0; at < PyList_GET_SIZE(features); at++)
            square += own[PyLong_AsSsize_t(PyList_GET_ITEM(features, at))]; /* it was within, above */
        const float least = part * (float)square;
        for (Py_ssize_t row = count = 0; row < size; row++) count += sums[row] >= least;
        found = PyBytes_FromStringAndSize(NULL, count * 2 * (Py_ssize_t)sizeof(float));
        float *pair = found ? (float *)PyBytes_AS_STRING(found) : NULL;
        for (Py_ssize_t row = 0; pair && row < size; row++)
            if (sums[row] >= least) {
                *pair++ = (float)row;
                *pair++ = sums[row];
            }
    }
    PyMem_Free(sums);
    let_go(&buffers);
    return found ? Py_BuildValue("(Nd)", found, square) : NULL;
}
