// Data that each side makes for itself: every datum depends on its global index alone, so any number of ranks has the same.
#pragma once
#include <cstdint>

namespace twin {

inline uint64_t mix64(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

// The i-th number of a series: mix64(mix64(seed) + (i + 1) * 0x9E3779B97F4A7C15).
class Series {
public:
    explicit Series(uint64_t seed) : base_(mix64(seed)) {}
    uint64_t operator()(uint64_t i) const { return mix64(base_ + (i + 1) * 0x9E3779B97F4A7C15); }

private:
    uint64_t base_;
};

// Rank r of n has [total * r / n, total * (r + 1) / n).
inline uint64_t share(uint64_t total, int r, int n) {
    return static_cast<uint64_t>(static_cast<unsigned __int128>(total) * static_cast<unsigned>(r) / static_cast<unsigned>(n));
}

}  // namespace twin
