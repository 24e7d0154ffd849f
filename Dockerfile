# The service in one container; conversations are kept in the volume /data.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app

COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY pyproject.toml README.md ./
COPY knowledge knowledge
COPY actions actions
COPY bot bot
RUN pip install --no-deps --no-build-isolation -e .

RUN useradd --uid 10001 --no-create-home --home-dir /data doolittle && install --directory --owner=doolittle /data
USER doolittle
VOLUME /data

ENV DOOLITTLE_HOST=0.0.0.0 \
    DOOLITTLE_PORT=5005 \
    DOOLITTLE_STORE=sqlite:/data/doolittle.db \
    DOOLITTLE_CACHE=/data/cache
EXPOSE 5005
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$DOOLITTLE_PORT/health', timeout=3)"
CMD ["doolittle", "serve"]
