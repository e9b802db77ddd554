"""`python -m benchmarks.http_reports`: reports a second over HTTP in batches, beside bare parsing.

Both are one uvicorn process on loopback, asked by the same client with the same bodies. The bare
one is a FastAPI endpoint that parses each line and answers how many there were. Ours reads, masks,
makes facts of and publishes each report, and answers when the broker has acknowledged.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import httpx
from fastapi import FastAPI, Request

from benchmarks.registry_files import OFFICE, row_of
