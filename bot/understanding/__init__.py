"""Text → Understanding: steps that add evidence and keep the reason; the judge, last, alone disposes."""

import os

# The matrices of a turn are small: a second BLAS thread costs more in waking than it saves in work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
