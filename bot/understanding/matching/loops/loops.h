/* The inner loops of matching: what `plain.py` and its neighbours do with numpy, in one pass over the memory they read.
 * The same arrays in, nearly the same numbers out: sums are shorter floats, vectors of texts whole numbers.
 *
 * Compiled where there is a compiler, and done without where there is none. Arrays come as contiguous buffers, and a
 * number that leads into one is looked at before it is followed.
 */
#ifndef LOOPS_H
#define LOOPS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__GLIBC__)
#define CLONED __attribute__((target_clones("avx2", "default"))) /* which of them runs is found out as it is loaded */
#else
#define CLONED
#endif

enum {
    BUFFERS = 16,     /* arrays that one call is given */
    NEAREST = 48,     /* examples a text is judged by */
    LIKELY = 64,      /* examples that are looked at closely */
    DIMENSIONS = 256, /* of a vector or a sketch, at most: of more, products might not fit into 32 bits */
    FINE = 32767,     /* steps of 1 in which a text's vector is multiplied */
    LEVELS = 4096,    /* of the table of kernels for cosines from 0 to 1, and as many from -1 to 0 */
    POINT = 8192,     /* steps of 1 in which the outline of a text is multiplied */
    USUAL = 64,       /* numbers of an outline */
};

/* The arrays of one call, let go together. */
typedef struct {
    Py_buffer held[BUFFERS];
    int count;
} Buffers;

/* The memory of an array with items of so many bytes, and how many they are; NULL, with an error set, if it is none. */
void *array(Buffers *buffers, PyObject *given, Py_ssize_t size, int flags, Py_ssize_t *count);
void let_go(Buffers *buffers);

/* Sets an error, if there is none yet: a number leads out of an array. Returns 0. */
int outside(void);

/* Lists by feature: who holds it, and its weight there. */
typedef struct {
    const int64_t *bounds;
    const float *entries;
    Py_ssize_t lists, pairs;
} Postings;

int postings(Buffers *buffers, PyObject *bounds, PyObject *entries, Postings *held);

/* Add each feature's list, its weights so many times, to what its holders have; lists of a crowd are passed over. */
int gather(float *sums, Py_ssize_t size, const Postings *held, PyObject *features, float scale, Py_ssize_t crowd);

/* The kernel of texts, as `kernel.py` defines it. */
typedef struct {
    double level, sharpness, own, step;
} Kernel;

static inline float alike(const Kernel *kernel, double cosine) {
    return expf((float)(kernel->level + kernel->sharpness * cosine));
}

static inline int32_t product(const int8_t *one, const int16_t *other, Py_ssize_t width) {
    int32_t sum = 0;
    for (Py_ssize_t i = 0; i < width; i++) sum += (int32_t)(int16_t)one[i] * other[i];
    return sum;
}

/* A vector in steps of 1 / FINE: products of whole numbers take a third of the time. 0 where it is too wide. */
int quantised(const float *vector, Py_ssize_t width, int16_t *steps);

/* A value and the example that has it. */
typedef struct {
    float value;
    int32_t row;
} Ranked;

/* The largest values so far: up to twice as many as are wanted, and when there are so many, the smaller half goes. */
typedef struct {
    Ranked at[2 * LIKELY];
    int count;
    float least; /* what is no larger is not wanted */
} Pool;

void choose(Pool *pool);
void sort(Ranked *ranked, int count);

static inline void offer(Pool *pool, float value, Py_ssize_t row) {
    if (value <= pool->least) return;
    pool->at[pool->count++] = (Ranked){value, (int32_t)row};
    if (pool->count == 2 * LIKELY) choose(pool);
}

/* A label, its score, and which of its examples is the most alike. */
typedef struct {
    int32_t label;
    double score;
    Py_ssize_t row;
} Near;

/* As a list of tuples. */
PyObject *as_list(const Near *labels, int count);

/* What Python calls; `native.pyi` says with what. */
PyObject *known(PyObject *module, PyObject *arguments);
PyObject *shared(PyObject *module, PyObject *arguments);
PyObject *lexical(PyObject *module, PyObject *arguments);
PyObject *nearest(PyObject *module, PyObject *arguments);
PyObject *overall(PyObject *module, PyObject *arguments);
PyObject *unit(PyObject *module, PyObject *arguments);

#endif
