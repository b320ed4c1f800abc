// PageRank in C++ and MPI. Usage: pagerank VERTICES LINKS ITERATIONS
// Link i: from scatter(h(9,i) % (V - V / 16)), to scatter(floor(V * u * u)) with u = h(10,i) * 2^-64; scatter(x) = x * (2^31 - 1) % V. Links are made before the clock starts.
// Rank r of n has the vertices [V * r / n, V * (r + 1) / n) and keeps the links to them as rows of a sparse matrix; in a step, what each vertex gives to a link goes to all ranks by MPI_Allgatherv, and
// what vertices without links have, by MPI_Allreduce.
#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "../twin/common.hpp"
#include "../twin/data.hpp"

namespace pagerank {

struct Link {
    int32_t from, to;
};

int32_t scatter(uint64_t x, uint64_t vertices) { return static_cast<int32_t>(x * 2147483647 % vertices); }

uint64_t high(uint64_t a, uint64_t b) { return static_cast<uint64_t>(static_cast<unsigned __int128>(a) * b >> 64); }

twin::HugeArray<Link> make_links(uint64_t vertices, uint64_t begin, uint64_t end) {
    twin::Series from(9), to(10);
    twin::HugeArray<Link> links(end - begin);
    for (uint64_t i = begin; i < end; i++) {
        uint64_t u = to(i);
        links[i - begin] = {scatter(from(i) % (vertices - vertices / 16), vertices), scatter(high(high(u, u), vertices), vertices)};
    }
    return links;
}

// Each link to the rank that has the vertex it leads to.
twin::HugeArray<Link> exchange(twin::HugeArray<Link> links, uint64_t vertices) {
    int n = twin::ranks();
    if (n == 1) return links;
    auto owner = [=](const Link& link) { return ((static_cast<uint64_t>(link.to) + 1) * n - 1) / vertices; };
    std::vector<size_t> counts(n), at(n);
    for (const Link& link : links) counts[owner(link)]++;
    std::exclusive_scan(counts.begin(), counts.end(), at.begin(), size_t{0});
    std::vector<int> sent(n), sent_at(n), got(n), got_at(n);
    for (int r = 0; r < n; r++) {
        sent[r] = twin::mpi_count(counts[r] * sizeof(Link), "a message");
        sent_at[r] = twin::mpi_count(at[r] * sizeof(Link), "the links of a rank");
    }
    twin::HugeArray<Link> ordered(links.size());
    for (const Link& link : links) ordered[at[owner(link)]++] = link;
    MPI_Alltoall(sent.data(), 1, MPI_INT, got.data(), 1, MPI_INT, MPI_COMM_WORLD);
    std::exclusive_scan(got.begin(), got.end(), got_at.begin(), 0);
    twin::HugeArray<Link> mine(static_cast<size_t>(got_at[n - 1] + got[n - 1]) / sizeof(Link));
    MPI_Alltoallv(ordered.data(), sent.data(), sent_at.data(), MPI_BYTE, mine.data(), got.data(), got_at.data(), MPI_BYTE, MPI_COMM_WORLD);
    return mine;
}

// The links to the vertices from `first` on, grouped by the vertex that they lead to.
class Rows {
public:
    Rows(const twin::HugeArray<Link>& links, size_t first, size_t count) : begin_(count + 2), from_(links.size()) {
        for (const Link& link : links) begin_[link.to - first + 2]++;
        std::partial_sum(begin_.data(), begin_.data() + begin_.size(), begin_.data());
        for (const Link& link : links) from_[begin_[link.to - first + 1]++] = link.from;
    }

    void count_origins(int32_t* counts) const {
        for (int32_t from : from_) counts[from]++;
    }

    double sum(size_t row, const double* given) const {
        double sum = 0;
        for (uint32_t i = begin_[row]; i < begin_[row + 1]; i++) sum += given[from_[i]];
        return sum;
    }

private:
    twin::HugeArray<uint32_t> begin_;
    twin::HugeArray<int32_t> from_;
};

// The ranks of this rank's vertices.
twin::HugeArray<double> compute(twin::HugeArray<Link> links, uint64_t vertices, int iterations) {
    const double damping = 0.85;
    int n = twin::ranks();
    size_t first = twin::share(vertices, twin::rank(), n), count = twin::share(vertices, twin::rank() + 1, n) - first;
    Rows rows(exchange(std::move(links), vertices), first, count);
    twin::HugeArray<int32_t> origins(vertices);
    rows.count_origins(origins.data());
    MPI_Allreduce(MPI_IN_PLACE, origins.data(), static_cast<int>(vertices), MPI_INT32_T, MPI_SUM, MPI_COMM_WORLD);

    std::vector<int> counts(n), at(n);
    for (int r = 0; r < n; r++) {
        at[r] = static_cast<int>(twin::share(vertices, r, n));
        counts[r] = static_cast<int>(twin::share(vertices, r + 1, n)) - at[r];
    }
    twin::HugeArray<double> ranks(count), per_link(count), given(vertices);
    for (size_t i = 0; i < count; i++) {
        ranks[i] = 1.0 / static_cast<double>(vertices);
        per_link[i] = origins[first + i] == 0 ? 0 : 1.0 / origins[first + i];
    }
    for (int step = 0; step < iterations; step++) {
        double dangling = 0;
        for (size_t i = 0; i < count; i++) {
            given[first + i] = ranks[i] * per_link[i];
            dangling += per_link[i] == 0 ? ranks[i] : 0;
        }
        MPI_Allreduce(MPI_IN_PLACE, &dangling, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
        MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DOUBLE, given.data(), counts.data(), at.data(), MPI_DOUBLE, MPI_COMM_WORLD);
        double without_links = (1 - damping + damping * dangling) / static_cast<double>(vertices);
        for (size_t i = 0; i < count; i++) ranks[i] = without_links + damping * rows.sum(i, given.data());
    }
    return ranks;
}

void run(uint64_t vertices, uint64_t links, int iterations) {
    twin::HugeArray<Link> mine = make_links(vertices, twin::share(links, twin::rank(), twin::ranks()), twin::share(links, twin::rank() + 1, twin::ranks()));
    MPI_Barrier(MPI_COMM_WORLD);
    double startup = twin::seconds_since_start(), start = twin::seconds(), cpu = twin::cpu_seconds();
    twin::HugeArray<double> ranks = compute(std::move(mine), vertices, iterations);
    double total_s = twin::max_of_all(twin::seconds() - start), cpu_s = twin::max_of_all(twin::cpu_seconds() - cpu);

    // Ranks differ in their last bits with the order of adding, so what is compared is a sum to nine digits.
    double weighted = 0, all;
    size_t first = twin::share(vertices, twin::rank(), twin::ranks());
    for (size_t i = 0; i < ranks.size(); i++) weighted += ranks[i] * static_cast<double>(twin::mix64(first + i) >> 44);
    MPI_Allreduce(&weighted, &all, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    double startup_s = twin::max_of_all(startup), peak = twin::max_of_all(twin::peak_mb());
    if (twin::rank() != 0) return;
    twin::Result()
        .number("total_s", total_s).number("startup_s", startup_s).number("cpu_s", cpu_s).number("links", links).number("iterations", static_cast<uint64_t>(iterations))
        .number("peak_mb", peak).number("weighted", static_cast<uint64_t>(all * 1000)).print();
}

}  // namespace pagerank

int main(int argc, char** argv) {
    twin::Session session(argc, argv);
    uint64_t numbers[3] = {};
    for (int i = 1; i < argc && i <= 3; i++) numbers[i - 1] = std::strtoull(argv[i], nullptr, 10);
    if (argc != 4 || *std::min_element(numbers, numbers + 3) == 0 || numbers[0] > 1 << 30) {
        if (twin::rank() == 0) std::fprintf(stderr, "usage: pagerank VERTICES LINKS ITERATIONS, with 2^30 vertices at most\n");
        return 2;
    }
    pagerank::run(numbers[0], numbers[1], static_cast<int>(numbers[2]));
    return 0;
}
