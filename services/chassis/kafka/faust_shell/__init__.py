"""The shell that runs a stage on Kafka.

faust gives group membership, assignment, fetching and commits; what is done with the bytes (the
seven steps of a batch, the states and their recovery) is the chassis's own, because faust's parts
acknowledge batches that failed and trust end offsets that may be wrong.
"""
