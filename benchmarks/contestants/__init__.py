"""One file a contestant.

Each runs as `python -m benchmarks.contestants.NAME` on the broker of KAFKA_BOOTSTRAP_SERVERS, on
which the work already stands, handles RECORDS records with the scoring stage's handlers, publishes
the facts, keeps the states, and prints one line of JSON (see benchmarks.stopwatch). A contestant
that needs no broker says so in the harness's list.
"""
