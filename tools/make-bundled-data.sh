#!/bin/sh
# Cuts the bundled subset from the four official IDX files of an MNIST-like set (28x28 images), plain or gzipped:
#   tools/make-bundled-data.sh <folder of the official files> AutoProg.Training/Bundled/<name>
# The first 10,000 training and the first 2,000 test images are kept, with a header that says so.
set -eu
[ $# -eq 2 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
source=$1 target=$2

unpacked() {
    if [ -f "$source/$1.gz" ]; then gzip -dc "$source/$1.gz"; else cat "$source/$1"; fi
}

# cut <file> <header in octal escapes> <bytes of the official header> <bytes of data kept>
cut_idx() {
    { printf "$2"; unpacked "$1" 2>/dev/null | tail -c "+$(($3 + 1))" | head -c "$4"; } | gzip -9 -n > "$target/$1.gz.new"
    [ "$(gzip -dc "$target/$1.gz.new" | wc -c)" -eq $(($3 + $4)) ] || { echo "$source/$1 is too short or missing." >&2; exit 1; }
    mv "$target/$1.gz.new" "$target/$1.gz"
}

side='\000\000\000\034'           # 28
train='\000\000\047\020'          # 10,000
test='\000\000\007\320'           #  2,000
images='\000\000\010\003'         # unsigned bytes, three dimensions
labels='\000\000\010\001'         # unsigned bytes, one dimension

mkdir -p "$target"
cut_idx train-images-idx3-ubyte "$images$train$side$side" 16 $((10000 * 28 * 28))
cut_idx train-labels-idx1-ubyte "$labels$train" 8 10000
cut_idx t10k-images-idx3-ubyte "$images$test$side$side" 16 $((2000 * 28 * 28))
cut_idx t10k-labels-idx1-ubyte "$labels$test" 8 2000
