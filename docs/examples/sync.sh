#!/bin/sh
# Send one clue by its own id, send a newer version, read it back, and read what changed. Needs curl.
#   QINGYUAN_TOKEN=qy_… sh sync.sh https://qingyuan.example SYSTEM EXTERNAL_ID
set -eu
site=${1%/}/api/v1 system=$2 id=$3

call() {
    curl --silent --show-error --fail-with-body --header "Authorization: Bearer $QINGYUAN_TOKEN" \
        --header "Content-Type: application/json" "$@"
    echo
}

# 新建 / created: version 1
call --request PUT "$site/sources/$system/clues/$id" --data \
    '{"version": 1, "description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181"}'
# 更新 / updated: version 2; an older one would be answered with "outcome": "stale"
call --request PUT "$site/sources/$system/clues/$id" --data \
    '{"version": 2, "description": "夜间异味扰民，已持续三日", "channel": "hotline_12345", "region_code": "321181"}'
# 读取 / read back by your own id
call "$site/sources/$system/clues/$id"
# 增量 / what changed: keep "cursor" and send it the next time
call "$site/changes?limit=500"
# 对账 / count and hash of what was registered today, by source
call "$site/changes/reconcile"
