# One image for every service; the command says which worker or API it is.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.txt ./
RUN python -m venv /opt/safety-credit \
    && /opt/safety-credit/bin/pip install --no-cache-dir --disable-pip-version-check \
       --requirement requirements.txt "setuptools>=77"
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY services services
COPY applications applications
RUN /opt/safety-credit/bin/pip install --no-cache-dir --disable-pip-version-check \
       --no-deps --no-build-isolation . \
    && /opt/safety-credit/bin/pip uninstall --yes setuptools pip

FROM python:3.11-slim
# The folders belong to the user, so that a volume mounted there does too.
RUN useradd --system --uid 10001 --no-create-home safety-credit \
    && install --directory --owner safety-credit --mode 0700 /var/lib/safety-credit \
       /var/lib/safety-credit-keys /var/lib/safety-credit-keys/authority \
       /var/lib/safety-credit-keys/register /var/lib/safety-credit-keys/seals \
       /var/lib/safety-credit-keys/certificates
COPY --from=build /opt/safety-credit /opt/safety-credit
ENV PATH=/opt/safety-credit/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER safety-credit
WORKDIR /tmp
STOPSIGNAL SIGTERM
ENTRYPOINT []
CMD ["safety-credit", "--help"]
