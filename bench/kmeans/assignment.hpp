// Points to their nearest centroids. The distance is |x|^2 + 2 (|c|^2 / 2 - x.c), and |x|^2 does not depend on c, so that this is a small matrix product: 4 points by 32 centroids in
// 16 registers of eight doubles. Blocks of 32 centroids stay in the first-level cache while a tile of points goes by.
#pragma once
#include <immintrin.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "../twin/common.hpp"

namespace kmeans {

typedef double Doubles __attribute__((vector_size(64)));
typedef long long Longs __attribute__((vector_size(64)));
typedef double UnalignedDoubles __attribute__((vector_size(64), aligned(8), may_alias));

class Assignment {
public:
    Assignment(size_t dimensions, size_t centroids)
        : d_(dimensions), k_(centroids), blocks_((centroids + kBlock - 1) / kBlock), negated_(blocks_ * kBlock * dimensions), half_(blocks_ * kBlock) {}

    // Centroids, row by row.
    void set_centroids(const double* c) {
        for (size_t j = 0; j < blocks_ * kBlock; j++) {
            double norm = 0;
            for (size_t d = 0; d < d_; d++) {
                double v = j < k_ ? c[j * d_ + d] : 0;
                norm += v * v;
                negated_[(j / kBlock * d_ + d) * kBlock + j % kBlock] = -v;
            }
            half_[j] = j < k_ ? norm / 2 : 1e300;  // nobody is near to what only fills the block
        }
    }

    // Adds each point to the sums of its centroid (k rows) and one to its count; returns the sum of |c|^2 / 2 - x.c.
    double add(const double* points, size_t n, double* sums, double* counts) {
        double total = 0;
        for (size_t first = 0; first < n; first += kTile) {
            size_t tile = std::min(kTile, n - first);
            const double* x = points + first * d_;
            for (size_t b = 0; b < blocks_; b++) score(x, tile, b);
            for (size_t i = 0; i < tile; i++) {
                double least;
                size_t j = nearest(i, least);
                total += least;
                counts[j]++;
                double* sum = sums + j * d_;
                const double* p = x + i * d_;
                for (size_t d = 0; d < d_; d++) sum[d] += p[d];
            }
        }
        return total;
    }

private:
    static constexpr size_t kBlock = 32, kTile = 64;

    void score(const double* x, size_t tile, size_t block) {
        for (size_t i = 0; i < tile; i += 4) {
            const double* p[4];
            for (size_t u = 0; u < 4; u++) p[u] = x + std::min(i + u, tile - 1) * d_;
            Doubles acc[4][4];
            for (int u = 0; u < 4; u++)
                for (int w = 0; w < 4; w++) acc[u][w] = load(half_.data() + block * kBlock + 8 * w);
            const double* c = negated_.data() + block * d_ * kBlock;
            for (size_t d = 0; d < d_; d++, c += kBlock) {
                Doubles c0 = load(c), c1 = load(c + 8), c2 = load(c + 16), c3 = load(c + 24);
                for (int u = 0; u < 4; u++) {
                    Doubles xv = Doubles{} + p[u][d];
                    acc[u][0] += xv * c0;
                    acc[u][1] += xv * c1;
                    acc[u][2] += xv * c2;
                    acc[u][3] += xv * c3;
                }
            }
            for (size_t u = 0; u < 4; u++) {
                Doubles least = block == 0 ? Doubles{} + 1e301 : least_[i + u];
                Longs where = block == 0 ? Longs{} : where_[i + u];
                Longs index = Longs{0, 1, 2, 3, 4, 5, 6, 7} + static_cast<long long>(block * kBlock);
                for (int w = 0; w < 4; w++, index += 8) {
                    Longs less = acc[u][w] < least;
                    least = less ? acc[u][w] : least;
                    where = less ? index : where;
                }
                least_[i + u] = least;
                where_[i + u] = where;
            }
        }
    }

    // The first of the nearest centroids of point i of the tile.
    size_t nearest(size_t i, double& least) const {
#ifdef __AVX512F__
        __m512d values = (__m512d)least_[i];
        least = _mm512_reduce_min_pd(values);
        __mmask8 equal = _mm512_cmpeq_pd_mask(values, _mm512_set1_pd(least));
        if (__builtin_popcount(equal) == 1) return static_cast<size_t>(where_[i][__builtin_ctz(equal)]);
#else
        least = least_[i][0];
        for (int l = 1; l < 8; l++) least = std::min(least, least_[i][l]);
#endif
        long long first = std::numeric_limits<long long>::max();
        for (int l = 0; l < 8; l++)
            if (least_[i][l] == least) first = std::min(first, static_cast<long long>(where_[i][l]));
        return static_cast<size_t>(first);
    }

    static Doubles load(const double* p) { return *reinterpret_cast<const UnalignedDoubles*>(p); }

    size_t d_, k_, blocks_;
    twin::HugeArray<double> negated_, half_;
    Doubles least_[kTile];
    Longs where_[kTile];
};

}  // namespace kmeans
