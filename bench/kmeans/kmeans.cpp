// Lloyd's k-means in C++ and MPI. Usage: kmeans POINTS DIMENSIONS CENTROIDS ITERATIONS
// Coordinate d of point i is (h(2, i * DIMENSIONS + d) >> 11) * 2^-53; the first points are the first centroids; a centroid without points stays where it is.
// Data are made before the clock starts. bench/README.md says how it gets its speed.
#include <algorithm>
#include <string>
#include <vector>

#include "../twin/common.hpp"
#include "../twin/data.hpp"
#include "assignment.hpp"

namespace kmeans {

double coordinate(const twin::Series& series, uint64_t i) { return static_cast<double>(series(i) >> 11) * 0x1p-53; }

void run(uint64_t points, size_t d, size_t k, int iterations) {
    uint64_t begin = twin::share(points, twin::rank(), twin::ranks()), end = twin::share(points, twin::rank() + 1, twin::ranks());
    twin::Series series(2);
    twin::HugeArray<double> x((end - begin) * d);
    for (size_t i = 0; i < x.size(); i++) x[i] = coordinate(series, begin * d + i);
    std::vector<double> centroids(k * d), sums(k * d + k + 1);
    for (size_t i = 0; i < centroids.size(); i++) centroids[i] = coordinate(series, i);
    double* counts = &sums[k * d];
    Assignment assignment(d, k);

    MPI_Barrier(MPI_COMM_WORLD);
    double startup = twin::seconds_since_start(), start = twin::seconds(), cpu = twin::cpu_seconds(), norms = 0, inertia = 0;
    for (double v : x) norms += v * v;
    for (int i = 0; i < iterations; i++) {
        std::fill(sums.begin(), sums.end(), 0.0);
        assignment.set_centroids(centroids.data());
        sums[k * d + k] = norms + 2 * assignment.add(x.data(), end - begin, sums.data(), counts);
        MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
        inertia = sums[k * d + k];
        for (size_t j = 0; j < k; j++)
            if (counts[j] > 0)
                for (size_t e = 0; e < d; e++) centroids[j * d + e] = sums[j * d + e] / counts[j];
    }
    double total_s = twin::max_of_all(twin::seconds() - start), cpu_s = twin::max_of_all(twin::cpu_seconds() - cpu);

    uint64_t check = 0;
    for (size_t j = 0; j < k; j++) check += (twin::mix64(j) | 1) * static_cast<uint64_t>(counts[j]);
    double startup_s = twin::max_of_all(startup), peak = twin::max_of_all(twin::peak_mb());
    if (twin::rank() != 0) return;
    twin::Result()
        .number("total_s", total_s).number("startup_s", startup_s).number("cpu_s", cpu_s).number("points", points).number("iterations", static_cast<uint64_t>(iterations))
        .number("inertia", static_cast<uint64_t>(inertia * 1000)).number("peak_mb", peak).hex("check", check).print();
}

}  // namespace kmeans

int main(int argc, char** argv) {
    twin::Session session(argc, argv);
    uint64_t numbers[4] = {};
    for (int i = 1; i < argc && i <= 4; i++) numbers[i - 1] = std::strtoull(argv[i], nullptr, 10);
    if (argc != 5 || *std::min_element(numbers, numbers + 4) == 0 || numbers[0] < numbers[2]) {
        if (twin::rank() == 0) std::fprintf(stderr, "usage: kmeans POINTS DIMENSIONS CENTROIDS ITERATIONS, with as many points as centroids at least\n");
        return 2;
    }
    kmeans::run(numbers[0], numbers[1], numbers[2], static_cast<int>(numbers[3]));
    return 0;
}
