/* The nearest examples, and what each of them says for its label. */
#include "loops.h"

enum { BLOCK = 64 }; /* examples that are looked at together */

/* Solve a positive system, of which the upper half is read, with the right-hand side as one more column (LDL'). */
CLONED static void solve(double *rows, double *shares, int size) {
    const int width = size + 1;
    for (int at = 0; at < size; at++) {
        const double *pivot = rows + at * width;
        for (int row = at + 1; row < size; row++) {
            const double factor = pivot[row] / pivot[at];
            double *own = rows + row * width;
            for (int i = row; i < width; i++) own[i] -= factor * pivot[i];
        }
    }
    for (int at = size - 1; at >= 0; at--) {
        double sum = rows[at * width + size];
        for (int i = at + 1; i < size; i++) sum -= rows[at * width + i] * shares[i];
        shares[at] = sum / rows[at * width + at];
    }
}

typedef struct {
    const float *lexical;
    int16_t vector[DIMENSIONS];
    const int8_t *embedded, *sketches;
    const int32_t *groups, *labels;
    Py_ssize_t size, meant, sketched; /* examples; numbers of a vector and of a sketch */
} Examples;

static inline int32_t wide_product(const int16_t *one, const int16_t *other, Py_ssize_t width) {
    int32_t sum = 0;
    for (Py_ssize_t i = 0; i < width; i++) sum += (int32_t)one[i] * other[i];
    return sum;
}

/* The numbers of the nearest at the width at which they are multiplied: they are more than once. */
CLONED static int16_t *widened(const int8_t *table, Py_ssize_t width, const Ranked *near, int size) {
    int16_t *found = PyMem_Malloc((size_t)(size * width + 1) * sizeof(int16_t));
    for (int at = 0; found && at < size; at++)
        for (Py_ssize_t i = 0; i < width; i++) found[at * width + i] = table[near[at].row * width + i];
    return found;
}

/* The kernels of the nearest with each other, the ridge with those of each with itself, and the text's with them. */
CLONED static void among(const Examples *of, const Kernel *kernel, const Ranked *near, int size,
                         const int16_t *sketches, const int16_t *embedded, double *rows) {
    const double square = kernel->step * kernel->step;
    for (int one = 0; one < size; one++) {
        double *row = rows + one * (size + 1);
        const int16_t *sketch = sketches + one * of->sketched, *meaning = embedded + one * of->meant;
        for (int two = one + 1; two < size; two++) {
            row[two] = 0.0;
            if (of->groups[near[one].row] != of->groups[near[two].row]) continue;
            row[two] = square * wide_product(sketch, sketches + two * of->sketched, of->sketched);
            if (of->meant)
                row[two] += alike(kernel, square * wide_product(meaning, embedded + two * of->meant, of->meant));
        }
        /* A sketch may be longer than what it stands for; its own product keeps the system positive then. */
        row[one] = kernel->own + fmax(0.0, square * wide_product(sketch, sketch, of->sketched) - 1.0);
        row[size] = near[one].value;
    }
}

/* Rows that lie anywhere are asked for together, before the first of them is needed. */
static void fetch(const int8_t *table, Py_ssize_t width, const Ranked *rows, int count) {
#ifdef __GNUC__
    for (int at = 0; at < count; at++)
        for (Py_ssize_t byte = 0; byte < width; byte += 64) __builtin_prefetch(table + rows[at].row * width + byte);
#endif
}

/* Of what may be near the nearest, the least of them first. */
CLONED static int closest(const Examples *of, const Kernel *kernel, Ranked *likely, int count) {
    fetch(of->embedded, of->meant, likely, count);
    fetch(of->sketches, of->sketched, likely, count);
    for (int at = 0; at < count; at++) {
        const Py_ssize_t row = likely[at].row;
        likely[at].value = of->lexical[row];
        if (of->meant) {
            const double cosine = kernel->step / FINE * product(of->embedded + row * of->meant, of->vector, of->meant);
            likely[at].value += alike(kernel, cosine);
        }
    }
    sort(likely, count);
    const int size = count < NEAREST ? count : NEAREST;
    memmove(likely, likely + count - size, (size_t)size * sizeof(Ranked));
    return size;
}

/* What tells which examples may be near: each vector's outline, the text's in steps of 1 / POINT, and the kernel by the
 * cosine as a table, which stands for the exponential. */
typedef struct {
    const int8_t *outline;
    int16_t point[DIMENSIONS];
    const float *table;
    Py_ssize_t width;
    float elsewhere; /* how like in meaning an example outside the nearest cells may be */
} Axes;

static int axes(PyObject *given[3], Buffers *buffers, Py_ssize_t size, Axes *of) {
    Py_ssize_t bytes, levels;
    const float *point = array(buffers, given[0], sizeof(float), PyBUF_SIMPLE, &of->width);
    of->outline = point ? array(buffers, given[1], 1, PyBUF_SIMPLE, &bytes) : NULL;
    of->table = of->outline ? array(buffers, given[2], sizeof(float), PyBUF_SIMPLE, &levels) : NULL;
    if (!of->table) return 0;
    if (of->width > DIMENSIONS || bytes != size * of->width || levels != 2 * LEVELS) return outside();
    for (Py_ssize_t at = 0; at < of->width; at++)
        of->point[at] = (int16_t)lrintf(fminf(fmaxf(point[at], -1), 1) * POINT);
    return 1;
}

static inline float outlined(const Examples *examples, const Axes *axes, Py_ssize_t row, Py_ssize_t width) {
    /* 127 * POINT, a cosine of 1, is nearly LEVELS << 8. */
    const int32_t level = (product(axes->outline + row * width, axes->point, width) >> 8) + LEVELS;
    return examples->lexical[row] + axes->table[level < 0 ? 0 : level < 2 * LEVELS ? level : 2 * LEVELS - 1];
}

/* The cells that are looked into. */
typedef struct {
    const int32_t *own;
    const int64_t *bounds, *near;
    Py_ssize_t count, looked;
} Cells;

static int cells(PyObject *given[3], Buffers *buffers, Py_ssize_t size, Cells *of) {
    Py_ssize_t owned;
    of->own = array(buffers, given[0], sizeof(int32_t), PyBUF_SIMPLE, &owned);
    of->bounds = of->own ? array(buffers, given[1], sizeof(int64_t), PyBUF_SIMPLE, &of->count) : NULL;
    of->near = of->bounds ? array(buffers, given[2], sizeof(int64_t), PyBUF_SIMPLE, &of->looked) : NULL;
    if (!of->near) return 0;
    of->count--;
    int within = owned == size && of->count > 0 && of->bounds[0] == 0 && of->bounds[of->count] == size;
    for (Py_ssize_t at = 0; within && at < of->looked; at++)
        within = of->near[at] >= 0 && of->near[at] < of->count && of->bounds[of->near[at]] >= 0 &&
                 of->bounds[of->near[at] + 1] <= size;
    return within || outside();
}

static inline void look_at(const Examples *examples, const Axes *axes, int64_t first, int count, Py_ssize_t width,
                           Pool *likely) {
    float kernel[BLOCK]; /* first all of them, with nothing to decide in between */
    for (int at = 0; at < count; at++) kernel[at] = outlined(examples, axes, (Py_ssize_t)first + at, width);
    for (int at = 0; at < count; at++) offer(likely, kernel[at], (Py_ssize_t)first + at);
}

static inline void look(const Examples *examples, const Axes *axes, int64_t first, int64_t end, Pool *likely) {
    for (; first < end; first += BLOCK) {
        const int count = end - first < BLOCK ? (int)(end - first) : BLOCK;
        if (axes->width == USUAL) look_at(examples, axes, first, count, USUAL, likely); /* so that it is unrolled */
        else look_at(examples, axes, first, count, axes->width, likely);
    }
}

static inline int any_above(const float *values, Py_ssize_t count, float least) {
    int found = 0;
    for (Py_ssize_t at = 0; at < count; at++) found |= values[at] > least;
    return found;
}

/* Who has so much in common with the text that it may be among the likely, wherever it lies. 0 without memory. */
CLONED static int look_further(const Examples *examples, const Axes *axes, const Cells *cells, Pool *likely) {
    unsigned char *looked = PyMem_Calloc((size_t)cells->count, 1);
    if (!looked) return PyErr_NoMemory(), 0;
    for (Py_ssize_t at = 0; at < cells->looked; at++) looked[cells->near[at]] = 1;
    for (Py_ssize_t first = 0; first < examples->size; first += BLOCK) {
        const Py_ssize_t end = first + BLOCK < examples->size ? first + BLOCK : examples->size;
        const float least = likely->least - axes->elsewhere;
        if (!any_above(examples->lexical + first, end - first, least)) continue;
        for (Py_ssize_t row = first; row < end; row++) {
            const int32_t cell = cells->own[row];
            if (examples->lexical[row] > least && (cell < 0 || cell >= cells->count || !looked[cell]))
                look(examples, axes, row, row + 1, likely);
        }
    }
    PyMem_Free(looked);
    return 1;
}

/* Who may be among the nearest, of some cells or of all; without vectors, by what there is in common alone. */
CLONED static int look_around(const Examples *examples, const Axes *axes, const Cells *cells, Pool *likely) {
    if (!examples->meant)
        for (Py_ssize_t row = 0; row < examples->size; row++) offer(likely, examples->lexical[row], row);
    else if (!cells->looked)
        look(examples, axes, 0, examples->size, likely);
    for (Py_ssize_t at = 0; at < cells->looked; at++)
        look(examples, axes, cells->bounds[cells->near[at]], cells->bounds[cells->near[at] + 1], likely);
    choose(likely);
    if (!cells->looked || cells->looked == cells->count) return 1;
    const int done = look_further(examples, axes, cells, likely);
    choose(likely);
    return done;
}

static int examples(PyObject *given[6], Buffers *buffers, Examples *of) {
    Py_ssize_t meant, embedded, sketched, groups, labels;
    of->lexical = array(buffers, given[0], sizeof(float), PyBUF_SIMPLE, &of->size);
    const float *vector = of->lexical ? array(buffers, given[1], sizeof(float), PyBUF_SIMPLE, &meant) : NULL;
    of->embedded = vector ? array(buffers, given[2], 1, PyBUF_SIMPLE, &embedded) : NULL;
    of->sketches = of->embedded ? array(buffers, given[3], 1, PyBUF_SIMPLE, &sketched) : NULL;
    of->groups = of->sketches ? array(buffers, given[4], sizeof(int32_t), PyBUF_SIMPLE, &groups) : NULL;
    of->labels = of->groups ? array(buffers, given[5], sizeof(int32_t), PyBUF_SIMPLE, &labels) : NULL;
    if (!of->labels) return 0;
    of->meant = of->size ? embedded / of->size : 0;
    of->sketched = of->size ? sketched / of->size : 0;
    const int fits = meant == of->meant && groups == of->size && labels == of->size && of->size <= INT32_MAX &&
                     of->sketched <= DIMENSIONS;
    return (fits && quantised(vector, meant, of->vector)) || outside();
}

/* What the nearest say; 0 where there is no memory. */
static int say(const Examples *of, const Kernel *kernel, const Ranked *near, int size, double *shares) {
    double system[NEAREST * (NEAREST + 1)];
    int16_t *sketches = widened(of->sketches, of->sketched, near, size);
    int16_t *embedded = widened(of->embedded, of->meant, near, size);
    const int done = sketches && embedded;
    if (done) {
        among(of, kernel, near, size, sketches, embedded, system);
        solve(system, shares, size);
    } else {
        PyErr_NoMemory();
    }
    PyMem_Free(sketches);
    PyMem_Free(embedded);
    return done;
}

static int by_score(const void *one, const void *other) {
    const Near *a = one, *b = other;
    return a->score != b->score ? (a->score < b->score) - (a->score > b->score)
                                : (a->label > b->label) - (a->label < b->label);
}

static int by_label(const int32_t *labels, const Ranked *near, const double *shares, int size, Near *found) {
    int count = 0;
    for (int at = 0; at < size; at++) { /* the most alike last */
        int label = 0;
        while (label < count && found[label].label != labels[near[at].row]) label++;
        if (label == count) found[count++] = (Near){labels[near[at].row], 0.0, 0};
        found[label].score += shares[at];
        found[label].row = near[at].row;
    }
    qsort(found, (size_t)count, sizeof(Near), by_score);
    return count;
}

PyObject *nearest(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *given[6], *lines[3], *parts[3];
    Kernel kernel;
    Axes along;
    int wanted;
    if (!PyArg_ParseTuple(arguments, "OOOOOO(OOOf)(OOO)(dddd)i", &given[0], &given[1], &given[2], &given[3], &given[4],
                          &given[5], &lines[0], &lines[1], &lines[2], &along.elsewhere, &parts[0], &parts[1], &parts[2],
                          &kernel.level, &kernel.sharpness, &kernel.own, &kernel.step, &wanted))
        return NULL;
    Buffers buffers = {.count = 0};
    Examples of;
    Cells around;
    Pool likely = {.count = 0, .least = -INFINITY};
    Near labels[NEAREST];
    double shares[NEAREST];
    PyObject *found = NULL;
    if ((wanted > 0 || outside()) && examples(given, &buffers, &of) && axes(lines, &buffers, of.size, &along) &&
        cells(parts, &buffers, of.size, &around) && look_around(&of, &along, &around, &likely)) {
        const int size = closest(&of, &kernel, likely.at, likely.count);
        if (say(&of, &kernel, likely.at, size, shares)) {
            const int count = by_label(of.labels, likely.at, shares, size, labels);
            found = as_list(labels, count < wanted ? count : wanted);
        }
    }
    let_go(&buffers);
    return found;
}
