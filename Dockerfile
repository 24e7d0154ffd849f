# The service and the action server in one image: not root, nothing written but /data.
FROM python:3.11.14-bookworm AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
WORKDIR /source

COPY requirements-all.lock ./
RUN pip install --require-hashes -r requirements-all.lock

COPY pyproject.toml setup.py README.md ./
COPY knowledge knowledge
COPY actions actions
COPY bot bot
RUN COMPLETE=1 pip install --no-deps --no-build-isolation .
# What the pack that ships teaches is learned once, here, so that the first start is as quick as any.
RUN cd / && DOOLITTLE_CACHE=/learned doolittle ask hello

FROM python:3.11.14-slim-bookworm
RUN useradd --uid 10001 --no-create-home --home-dir /data doolittle && install --directory --owner=doolittle /data
COPY --from=build /venv /venv
COPY --from=build --chown=10001 /learned /data/cache
USER 10001
WORKDIR /data
VOLUME /data

ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DOOLITTLE_HOST=0.0.0.0 \
    DOOLITTLE_PORT=5005 \
    DOOLITTLE_STORE=sqlite:/data/doolittle.db \
    DOOLITTLE_CACHE=/data/cache
EXPOSE 5005
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"DOOLITTLE_PORT\"]}/ready', timeout=4)"]
CMD ["doolittle", "serve"]
