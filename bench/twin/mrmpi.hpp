// What the programs over MR-MPI share. MR-MPI (Plimpton and Devine) is a MapReduce library over MPI; Debian has it as libmrmpi-dev, built for Open MPI.
#pragma once
#include "common.hpp"

#include <mrmpi/keyvalue.h>
#include <mrmpi/mapreduce.h>

namespace mrmpi {

using MAPREDUCE_NS::KeyValue;
using MAPREDUCE_NS::MapReduce;

// Pairs lie in pages of so many megabytes, and go to files where they need more than one: so large that nothing does.
inline void configure(MapReduce& mr, int megabytes) {
    mr.memsize = megabytes;
    mr.outofcore = -1;  // an error rather than a file
    mr.zeropage = 0;
    mr.verbosity = 0;
    mr.timer = 0;
}

// The sum of a key's values, which are 64-bit integers.
inline void sum(char* key, int key_bytes, char* values, int count, int*, KeyValue* out, void*) {
    uint64_t total = 0, value;
    for (int i = 0; i < count; i++) {
        std::memcpy(&value, values + static_cast<size_t>(i) * sizeof value, sizeof value);
        total += value;
    }
    out->add(key, key_bytes, reinterpret_cast<char*>(&total), sizeof total);
}

// How often a key was added without a value.
inline void count(char* key, int key_bytes, char*, int count, int*, KeyValue* out, void*) {
    uint64_t total = static_cast<uint64_t>(count);
    out->add(key, key_bytes, reinterpret_cast<char*>(&total), sizeof total);
}

}  // namespace mrmpi
