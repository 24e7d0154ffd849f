"""Compiles the inner loops of matching where there is a compiler; where there is none, numpy does the same, slower."""

import os
import sys
from glob import glob

from setuptools import Extension, setup

HERE = "bot/understanding/matching/loops"
MICROSOFT = sys.platform == "win32"

setup(
    ext_modules=[
        Extension(
            "bot.understanding.matching.native",
            sources=sorted(glob(f"{HERE}/*.c")),
            depends=[f"{HERE}/loops.h"],
            libraries=[] if MICROSOFT else ["m"],
            extra_compile_args=[] if MICROSOFT else ["-O3", "-fvisibility=hidden"],
            optional=not os.environ.get("COMPLETE"),
        )
    ]
)
