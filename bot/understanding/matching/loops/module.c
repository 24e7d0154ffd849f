/* The module: what its parts have in common, and what Python finds in it. A call keeps the interpreter's lock: it takes
 * less time than handing the lock over and getting it back.
 */
#include "loops.h"

void *array(Buffers *buffers, PyObject *given, Py_ssize_t size, int flags, Py_ssize_t *count) {
    Py_buffer *view = &buffers->held[buffers->count];
    if (buffers->count == BUFFERS || PyObject_GetBuffer(given, view, PyBUF_C_CONTIGUOUS | flags) < 0) {
        outside();
        return NULL;
    }
    if (view->itemsize != size) {
        PyErr_Format(PyExc_TypeError, "items of %zd bytes are needed, these have %zd", size, view->itemsize);
        PyBuffer_Release(view);
        return NULL;
    }
    buffers->count++;
    *count = view->len / size;
    return view->buf;
}

void let_go(Buffers *buffers) {
    while (buffers->count) PyBuffer_Release(&buffers->held[--buffers->count]);
}

int outside(void) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "a number leads out of the index");
    return 0;
}

int quantised(const float *vector, Py_ssize_t width, int16_t *steps) {
    if (width > DIMENSIONS) return 0;
    for (Py_ssize_t at = 0; at < width; at++) steps[at] = (int16_t)lrintf(fminf(fmaxf(vector[at], -1), 1) * FINE);
    return 1;
}

PyObject *as_list(const Near *labels, int count) {
    PyObject *list = PyList_New(count);
    for (int at = 0; list && at < count; at++) {
        PyObject *each = Py_BuildValue("(idn)", (int)labels[at].label, labels[at].score, labels[at].row);
        if (each) PyList_SET_ITEM(list, at, each);
        else Py_CLEAR(list);
    }
    return list;
}

/* Into an array the mean of others as long, scaled to length 1; zeros where they come to nothing. */
PyObject *unit(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *out, *vectors;
    Py_ssize_t width, own = 0;
    if (!PyArg_ParseTuple(arguments, "OO!", &out, &PyList_Type, &vectors)) return NULL;
    Buffers buffers = {.count = 0};
    float *sum = array(&buffers, out, sizeof(float), PyBUF_WRITABLE, &width);
    int done = sum != NULL;
    if (done) memset(sum, 0, (size_t)width * sizeof(float));
    for (Py_ssize_t at = 0; done && at < PyList_GET_SIZE(vectors); at++) {
        Buffers one = {.count = 0};
        const float *vector = array(&one, PyList_GET_ITEM(vectors, at), sizeof(float), PyBUF_SIMPLE, &own);
        done = vector && (own == width || outside());
        for (Py_ssize_t i = 0; done && i < width; i++) sum[i] += vector[i];
        let_go(&one);
    }
    float square = 0;
    for (Py_ssize_t i = 0; done && i < width; i++) square += sum[i] * sum[i];
    for (Py_ssize_t i = 0; done && square > 0 && i < width; i++) sum[i] /= sqrtf(square);
    let_go(&buffers);
    if (!done) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"known", known, METH_VARARGS, "The numbers of the phrases that examples hold."},
    {"shared", shared, METH_VARARGS, "Who has how much of some features."},
    {"unit", unit, METH_VARARGS, "The mean of vectors, scaled to length 1."},
    {"lexical", lexical, METH_VARARGS, "Add to an array what a text has in common with each example."},
    {"overall", overall, METH_VARARGS, "The likeliest labels of a text by all examples."},
    {"nearest", nearest, METH_VARARGS, "The likeliest labels of a text by its nearest examples."},
    {NULL, NULL, 0, NULL},
};

/* The numbers that Python has to know as well. */
static int constants(PyObject *module) {
    return PyModule_AddIntMacro(module, NEAREST) || PyModule_AddIntMacro(module, LIKELY) ||
           PyModule_AddIntMacro(module, LEVELS) || PyModule_AddIntMacro(module, POINT) ||
           PyModule_AddIntMacro(module, USUAL);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, constants}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "native", NULL, 0, methods, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_native(void) { return PyModuleDef_Init(&module); }
