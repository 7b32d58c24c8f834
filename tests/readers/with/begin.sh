# Sourced by the tests of this folder with their arguments PROGRAM ROOT, in the build folder. Leaves $with, $room, $sample and $detail.
# A reader that is not on this machine ends the test with 77: skipped.
set -eu
with=${2:-.}/tests/readers/with
writer=$(dirname "${1:-./doorstroom}")/test_result
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
sample=$room/sample.h5
RESULT_SAMPLE=$sample "$writer" --filter result/sample >"$room/log" 2>&1 || { cat "$room/log"; exit 1; }
detail=$room/detail.h5
RESULT_DETAIL=$detail "$writer"_detail --filter result_detail/sample >"$room/log" 2>&1 || { cat "$room/log"; exit 1; }

skip() {
    echo "skipped: $* is not on this machine"
    exit 77
}

# python MODULES READER: read_all.py under the first Python that has the modules.
python() {
    modules=$1
    reader=$2
    for python in python3 /usr/bin/python3; do
        if command -v $python >/dev/null && $python -c "import $modules" 2>/dev/null; then
            $python -W ignore "$with/read_all.py" "$reader" "$sample" "$room" "$detail"
            return
        fi
    done
    skip "Python with $modules"
}

# What another program wrote of the sample, read by ours.
foreign() {
    RESULT_FOREIGN=$room/foreign.h5 "$writer" --filter result/foreign >"$room/log" 2>&1 || { cat "$room/log"; exit 1; }
    echo "what it wrote is read back"
}
