# syntax=docker/dockerfile:1
# The last stage holds only what runs.
FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv .venv
COPY requirements.txt requirements-semantic.txt ./
RUN .venv/bin/pip install --require-hashes -r requirements.txt -r requirements-semantic.txt
COPY manage.py ./
COPY bin/app bin/
COPY mapping mapping
COPY templates templates
COPY static static
COPY content content
# Hashed and compressed once, in the image: each container then starts at once.
RUN SECRET_KEY=only-to-build VAR_DIR=/app/var .venv/bin/python manage.py collectstatic --noinput -v0 \
    && .venv/bin/python -m compileall -q mapping

# The bill of materials of what the first stage has installed; the audit's own tools stay here.
FROM build AS audit
COPY requirements-audit.txt pyproject.toml ./
RUN python -m venv /audit && /audit/bin/pip install --require-hashes -r requirements-audit.txt \
    && /audit/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o /sbom.json .venv/bin/python

FROM python:3.13-slim-trixie
# pg_dump and pg_restore, for `manage.py backup` and `restore`; they must be no older than the server of compose.yaml.
# Debian keeps only the newest build of a package, so a pinned one would soon not be found.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin crosswalk \
    && mkdir -p /data && chown 10001:10001 /data
WORKDIR /app
COPY --from=build /app /app
COPY --from=audit /sbom.json /app/sbom.json
# /data holds SQLite and backups, /run/crosswalk what processes share; nothing else is ever written.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000 THREADS=4 \
    VAR_DIR=/data STATIC_ROOT=/app/var/static RUN_DIR=/tmp/crosswalk
USER 10001
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["/app/.venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["/app/bin/app"]
