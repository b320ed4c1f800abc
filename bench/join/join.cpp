// The inner join of two tables of (key, value) by their 64-bit keys, in C++ and MPI. Usage: join LEFT RIGHT
// Right row i: key mix64(i), value h(4,i) >> 33. Left row i: key mix64(h(3,i) % (RIGHT + RIGHT / 4)), value h(7,i) >> 33, so that a fifth of them finds nothing.
// Rows are made before the clock starts; at the end the rows of the result, with both values, are in memory. bench/README.md says how it gets its speed.
#include <algorithm>
#include <vector>

#include "../twin/common.hpp"
#include "../twin/data.hpp"

namespace join {

struct Pair {
    uint64_t key, value;
};

struct Row {
    uint64_t key, left, right;
};

using Pairs = twin::HugeArray<Pair>;

size_t owner(uint64_t key) {
    return static_cast<size_t>((key * 0x9E3779B97F4A7C15 >> 32) * static_cast<uint64_t>(twin::ranks()) >> 32);
}

// Brings each pair to the rank that owns its key. What stays does not travel.
Pairs shuffle(const Pairs& pairs) {
    auto ranks = static_cast<size_t>(twin::ranks()), me = static_cast<size_t>(twin::rank());
    std::vector<int> counts(ranks), starts(ranks), received_counts(ranks), received_starts(ranks);
    for (const Pair& pair : pairs) counts[owner(pair.key)]++;
    size_t mine = static_cast<size_t>(counts[me]);
    counts[me] = 0;
    MPI_Alltoall(counts.data(), 1, MPI_INT, received_counts.data(), 1, MPI_INT, MPI_COMM_WORLD);
    int sent = 0, received = 0;
    for (size_t r = 0; r < ranks; r++) {
        starts[r] = sent;
        received_starts[r] = received;
        sent += counts[r];
        received += received_counts[r];
    }
    Pairs outgoing(static_cast<size_t>(sent) + 1), all(mine + static_cast<size_t>(received));
    std::vector<Pair*> next(ranks);
    for (size_t r = 0; r < ranks; r++) next[r] = r == me ? all.data() + received : outgoing.data() + starts[r];
    for (const Pair& pair : pairs) *next[owner(pair.key)]++ = pair;
    MPI_Datatype type;
    MPI_Type_contiguous(sizeof(Pair), MPI_BYTE, &type);
    MPI_Type_commit(&type);
    MPI_Alltoallv(outgoing.data(), counts.data(), starts.data(), type, all.data(), received_counts.data(), received_starts.data(), type, MPI_COMM_WORLD);
    MPI_Type_free(&type);
    return all;
}

// Open addressing, linear probing, 16-byte entries in huge pages. Equal keys have an entry each. A value of all ones marks a free entry: values here have 31 bits.
class Table {
public:
    explicit Table(const Pairs& pairs) {
        size_t slots = 1 << 8;
        while (pairs.size() * 2 > slots) slots *= 2;
        shift_ = 64 - __builtin_ctzll(slots);
        slots_ = Pairs(slots);
        for (Pair& slot : slots_range()) slot.value = kFree;
        for (size_t i = 0; i < pairs.size(); i++) {
            if (i + kAhead < pairs.size()) __builtin_prefetch(&slots_[home(pairs[i + kAhead].key)], 1);
            size_t at = home(pairs[i].key);
            while (slots_[at].value != kFree) at = (at + 1) & (slots - 1);
            slots_[at] = pairs[i];
        }
    }

    // Writes the rows that a side gives; returns how many.
    size_t join(const Pairs& pairs, std::vector<twin::HugeArray<Row>>& results) {
        size_t mask = slots_.size() - 1, rows = 0, n = pairs.size();
        twin::HugeArray<Row> result(n + 1);
        for (size_t i = 0; i < n; i++) {
            if (i + kAhead < n) __builtin_prefetch(&slots_[home(pairs[i + kAhead].key)]);
            uint64_t key = pairs[i].key;
            for (size_t at = home(key); slots_[at].value != kFree; at = (at + 1) & mask) {
                if (slots_[at].key != key) continue;
                if (rows == result.size()) {
                    results.push_back(std::move(result));
                    result = twin::HugeArray<Row>(n + 1);
                    rows = 0;
                }
                result[rows++] = {key, pairs[i].value, slots_[at].value};
            }
        }
        results.push_back(std::move(result));
        return rows;
    }

private:
    static constexpr size_t kAhead = 16;
    static constexpr uint64_t kFree = ~uint64_t{0};

    // Not the hash that chose the rank: rows of one rank would all begin in one part of the table.
    size_t home(uint64_t key) const { return key * 0xD6E8FEB86659FD93 >> shift_; }

    struct Range {
        Pair *first, *last;
        Pair* begin() const { return first; }
        Pair* end() const { return last; }
    };
    Range slots_range() { return {slots_.data(), slots_.data() + slots_.size()}; }

    Pairs slots_;
    int shift_;
};

void run(uint64_t lefts, uint64_t rights) {
    int rank = twin::rank(), ranks = twin::ranks();
    uint64_t left_begin = twin::share(lefts, rank, ranks), left_end = twin::share(lefts, rank + 1, ranks);
    uint64_t right_begin = twin::share(rights, rank, ranks), right_end = twin::share(rights, rank + 1, ranks);
    Pairs left(left_end - left_begin), right(right_end - right_begin);
    twin::Series number(3), right_value(4), left_value(7);
    for (uint64_t i = left_begin; i < left_end; i++) left[i - left_begin] = {twin::mix64(number(i) % (rights + rights / 4)), left_value(i) >> 33};
    for (uint64_t i = right_begin; i < right_end; i++) right[i - right_begin] = {twin::mix64(i), right_value(i) >> 33};

    MPI_Barrier(MPI_COMM_WORLD);
    double startup = twin::seconds_since_start(), start = twin::seconds(), cpu = twin::cpu_seconds();
    std::vector<twin::HugeArray<Row>> results;
    size_t last;
    if (ranks == 1) {
        last = Table(right).join(left, results);
    } else {
        Pairs mine = shuffle(right);
        Table table(mine);
        last = table.join(shuffle(left), results);
    }
    double total_s = twin::max_of_all(twin::seconds() - start), cpu_s = twin::max_of_all(twin::cpu_seconds() - cpu);

    uint64_t rows = 0, sum = 0, check = 0;
    for (const auto& result : results) {
        size_t count = &result == &results.back() ? last : result.size();
        rows += count;
        for (size_t i = 0; i < count; i++) {
            sum += result[i].left + result[i].right;
            check += (result[i].key | 1) * (result[i].left + 2 * result[i].right);
        }
    }
    rows = twin::sum_of_all(rows);
    sum = twin::sum_of_all(sum);
    check = twin::sum_of_all(check);
    double startup_s = twin::max_of_all(startup), peak = twin::max_of_all(twin::peak_mb());
    if (rank != 0) return;
    twin::Result()
        .number("total_s", total_s).number("startup_s", startup_s).number("cpu_s", cpu_s).number("rows", rows).number("sum", sum)
        .number("peak_mb", peak).hex("check", check).print();
}

}  // namespace join

int main(int argc, char** argv) {
    twin::Session session(argc, argv);
    if (argc != 3) {
        if (twin::rank() == 0) std::fprintf(stderr, "usage: join LEFT RIGHT\n");
        return 2;
    }
    join::run(std::strtoull(argv[1], nullptr, 10), std::strtoull(argv[2], nullptr, 10));
    return 0;
}
