/* What a text has in common with each example: its phrases, and the letters of its words. */
#include "loops.h"

/* Add a feature's list, each weight so many times, to what its holders have; a crowd tells none of them apart. */
static int gathered(float *lexical, Py_ssize_t size, const Postings *held, Py_ssize_t feature, float scale,
                    Py_ssize_t crowd) {
    if (feature < 0 || feature >= held->lists) return 0;
    const int64_t first = held->bounds[feature], end = held->bounds[feature + 1];
    if (first < 0 || end > held->pairs) return 0;
    if (end - first > crowd) return 1;
    for (int64_t at = first; at < end; at++) {
        const float row = held->entries[2 * at];
        if (!(row >= 0 && row < (float)size)) return 0;
        lexical[(int32_t)row] += held->entries[2 * at + 1] * scale;
    }
    return 1;
}

int postings(Buffers *buffers, PyObject *bounds, PyObject *entries, Postings *held) {
    held->lists = held->pairs = 0;
    held->bounds = array(buffers, bounds, sizeof(int64_t), PyBUF_SIMPLE, &held->lists);
    held->entries = held->bounds ? array(buffers, entries, sizeof(float), PyBUF_SIMPLE, &held->pairs) : NULL;
    held->lists--;
    held->pairs /= 2;
    return held->entries != NULL;
}

int gather(float *sums, Py_ssize_t size, const Postings *held, PyObject *features, float scale, Py_ssize_t crowd) {
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(features); at++) {
        const Py_ssize_t feature = PyLong_AsSsize_t(PyList_GET_ITEM(features, at));
        if (!gathered(sums, size, held, feature, scale, crowd)) return outside();
    }
    return 1;
}

static int by_letters(float *lexical, Py_ssize_t size, const Postings *held, PyObject *kin, float scale,
                      Py_ssize_t crowd) {
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(kin); at++) {
        Buffers own = {.count = 0};
        Py_ssize_t count, done = 0;
        const float *shared = array(&own, PyList_GET_ITEM(kin, at), sizeof(float), PyBUF_SIMPLE, &count);
        if (!shared) return 0;
        for (; done < count / 2; done++) {
            const float word = shared[2 * done];
            if (!(word >= 0 && word < (float)held->lists)) break;
            if (!gathered(lexical, size, held, (Py_ssize_t)word, shared[2 * done + 1] * scale, crowd)) break;
        }
        let_go(&own);
        if (done < count / 2) return outside();
    }
    return 1;
}

PyObject *lexical(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *out, *bounds, *entries, *known, *word_bounds, *word_entries, *kin;
    float phrased, spelt;
    Py_ssize_t crowd, size;
    if (!PyArg_ParseTuple(arguments, "OOOO!fOOO!fn", &out, &bounds, &entries, &PyList_Type, &known, &phrased,
                          &word_bounds, &word_entries, &PyList_Type, &kin, &spelt, &crowd))
        return NULL;
    Buffers buffers = {.count = 0};
    Postings phrases, words;
    float *sums = array(&buffers, out, sizeof(float), PyBUF_WRITABLE, &size);
    const int done = sums && postings(&buffers, bounds, entries, &phrases) &&
                     postings(&buffers, word_bounds, word_entries, &words) &&
                     gather(sums, size, &phrases, known, phrased, crowd) &&
                     by_letters(sums, size, &words, kin, spelt, crowd);
    let_go(&buffers);
    if (!done) return NULL;
    Py_RETURN_NONE;
}
