#!/bin/bash
# Starts the broker; its storage is made the first time, and knows the operator's password from then on.
set -euo pipefail
readonly home=/opt/kafka config=/etc/safety-credit/server.properties
"$home/bin/kafka-storage.sh" format --ignore-formatted --cluster-id c2FmZXR5LWNyZWRpdDAwMA --config "$config" \
    --add-scram "SCRAM-SHA-512=[name=operator,iterations=8192,password=$(cat /run/secrets/kafka_operator)]"
exec "$home/bin/kafka-server-start.sh" "$config"
