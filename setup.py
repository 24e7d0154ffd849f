"""Compiles the inner loops of matching where there is a compiler; where there is none, numpy does the same, slower."""

from glob import glob

from setuptools import Extension, setup

HERE = "bot/understanding/matching/loops"

setup(
    ext_modules=[
        Extension(
            "bot.understanding.matching.native",
            sources=sorted(glob(f"{HERE}/*.c")),
            depends=[f"{HERE}/loops.h"],
            extra_compile_args=["-O3"],
            optional=True,
        )
    ]
)
