#!/bin/sh
# What the program says of itself, as an installed system keeps it: pages for man, completions.
# usage: pages.sh PROGRAM FOLDER
set -eu
program=$1 folder=$2
unset LANGUAGE LC_MESSAGES
export LC_ALL=C.UTF-8
"$program" help --man --lang en | gzip -9n >"$folder/doorstroom.1.gz"
"$program" help --man --lang nl | gzip -9n >"$folder/doorstroom.nl.1.gz"
"$program" completion bash >"$folder/doorstroom.bash"
"$program" completion zsh >"$folder/_doorstroom"
