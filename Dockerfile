# One image for every service; the command says which worker or API it is.
ARG PYTHON_IMAGE=python:3.11-slim
FROM ${PYTHON_IMAGE} AS build
WORKDIR /build
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /opt/safety-credit \
    && /opt/safety-credit/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
       --requirement requirements.txt --requirement requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY services services
COPY applications applications
RUN /opt/safety-credit/bin/pip install --no-cache-dir --disable-pip-version-check \
       --no-deps --no-build-isolation . \
    && /opt/safety-credit/bin/pip uninstall --yes setuptools pip

FROM ${PYTHON_IMAGE}
# The folders belong to the user, so that volumes mounted there do too.
RUN useradd --system --uid 10001 --no-create-home safety-credit \
    && cd /var/lib && install --directory --owner safety-credit --mode 0700 safety-credit \
       safety-credit/credentials safety-credit/journal safety-credit/webhooks safety-credit/views \
       safety-credit/keys safety-credit/keys/authority safety-credit/keys/register \
       safety-credit/keys/seals safety-credit/keys/certificates safety-credit/keys/badges \
       safety-credit/index safety-credit/open-data
COPY --from=build /opt/safety-credit /opt/safety-credit
ENV PATH=/opt/safety-credit/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER safety-credit
WORKDIR /tmp
STOPSIGNAL SIGTERM
ENTRYPOINT []
CMD ["safety-credit", "--help"]
