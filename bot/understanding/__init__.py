"""Text → Understanding: steps that add evidence and keep the reason; the judge, last, alone disposes.

`language` makes words and names of a message, `matching` and `examples` tell what it is like, `keywords` what its words
say, and `following` what it means behind the messages before it; the modules beside these propose, weigh and judge.
"""

import os

# The matrices of a turn are small: a second BLAS thread costs more in waking than it saves in work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
