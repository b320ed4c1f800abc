#!/usr/bin/env bash
# Builds what the benchmarks measure into out/bin, unless it is there and up to date. bench/run.sh's runner calls this.

# shellcheck source-path=SCRIPTDIR/../launch
set -euo pipefail
# shellcheck source=../launch/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../launch/lib/common.sh"
# shellcheck source=../launch/lib/dotnet.sh
. "$root/launch/lib/dotnet.sh"
need_dotnet
# shellcheck source=../launch/lib/publish.sh
. "$root/launch/lib/publish.sh"
need_published

# The jobs of the benchmarks. Quick when nothing has changed, so that no stamp is needed.
publish_project bench/wordcount/WordCountBench "$out/bench/jobs"
publish_project bench/join/JoinBench "$out/bench/jobs"
publish_project bench/terasort/TeraSortBench "$out/bench/jobs"
publish_project bench/keyedreduce/KeyedReduceBench "$out/bench/jobs"
publish_project bench/kmeans/KMeansBench "$out/bench/jobs"
publish_project bench/pagerank/PageRankBench "$out/bench/jobs"
publish_project bench/mpi/MpiBench "$out/bench/programs"
