// TeraSort: 100-byte records by their first ten bytes, over all ranks. Usage: terasort RECORDS ROUNDS [ignored]
// Each round makes the input anew and sorts it; the last one is timed. Memory is kept from one round to the next.
// Record i: bytes 0-7 big-endian h(1, 2i), 8-9 big-endian h(1, 2i+1) >> 48, 10-17 i, 18-99 'A' + i % 26.
#include "../twin/common.hpp"

#include <algorithm>
#include <map>

using namespace twin;

namespace {

struct Record {
    unsigned char b[100];
};

struct Key {
    uint64_t prefix;
    const Record* record;
};

uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

uint64_t random_number(uint64_t i) {
    static const uint64_t seed = mix(1);
    return mix(seed + (i + 1) * 0x9E3779B97F4A7C15ull);
}

uint64_t prefix_of(const Record& r) {
    uint64_t x;
    std::memcpy(&x, r.b, 8);
    return __builtin_bswap64(x);
}

uint64_t number_of(const Record& r) {
    uint64_t i;
    std::memcpy(&i, r.b + 10, 8);
    return i;
}

Record record(uint64_t i) {
    Record r;
    const uint64_t a = __builtin_bswap64(random_number(2 * i)), c = random_number(2 * i + 1) >> 48;
    std::memcpy(r.b, &a, 8);
    r.b[8] = static_cast<unsigned char>(c >> 8);
    r.b[9] = static_cast<unsigned char>(c);
    std::memcpy(r.b + 10, &i, 8);
    std::memset(r.b + 18, static_cast<int>('A' + i % 26), 82);
    return r;
}

// Memory that was given back, by its size; what is in use is known by its address.
std::multimap<size_t, void*> kept;
std::map<void*, size_t> in_use;

// Memory in huge pages with room for a few more than n: unevenly divided ranks can then use each other's again.
template <typename T>
T* pages(size_t n) {
    const size_t huge = size_t{2} << 20, bytes = ((n + n / 16 + 1000) * sizeof(T) / huge + 1) * huge;
    void* p = nullptr;
    const auto fit = kept.lower_bound(bytes);
    if (fit != kept.end() && fit->first < 2 * bytes) {
        p = fit->second;
        in_use[p] = fit->first;
        kept.erase(fit);
        return static_cast<T*>(p);
    }
    if (posix_memalign(&p, huge, bytes)) fail("out of memory");
    madvise(p, bytes, MADV_HUGEPAGE);
    in_use[p] = bytes;
    return static_cast<T*>(p);
}

void give_back(void* p) {
    const auto block = in_use.find(p);
    if (block == in_use.end()) return;
    kept.emplace(block->second, p);
    in_use.erase(block);
}

size_t room_for(size_t n) { return n + n / 16 + 1000; }

// The keys that divide the ranks, from a thousand records of each.
std::vector<uint64_t> splitters(const Record* in, size_t n) {
    const int each = 1000;
    std::vector<uint64_t> mine(each), all(static_cast<size_t>(each) * ranks()), result;
    for (int i = 0; i < each; i++) mine[i] = n ? prefix_of(in[n * i / each]) : 0;
    MPI_Allgather(mine.data(), each, MPI_UINT64_T, all.data(), each, MPI_UINT64_T, MPI_COMM_WORLD);
    std::sort(all.begin(), all.end());
    for (int r = 1; r < ranks(); r++) result.push_back(all[static_cast<size_t>(r) * each]);
    return result;
}

// Brings each record to its rank. `in` is used again for what arrives, `spare` is what was sent from.
size_t exchange(Record*& in, Record*& spare, size_t n) {
    const auto split = splitters(in, n);
    const int np = ranks();
    std::vector<int> send(np), receive(np), from(np), to(np);
    std::vector<unsigned short> target(n);
    for (size_t i = 0; i < n; i++) {
        const uint64_t k = prefix_of(in[i]);
        int d = 0;
        for (uint64_t s : split) d += k >= s;
        target[i] = static_cast<unsigned short>(d);
        send[d]++;
    }
    for (int r = 1; r < np; r++) from[r] = from[r - 1] + send[r - 1];
    std::vector<Record*> next(np);
    spare = pages<Record>(n);
    for (int r = 0; r < np; r++) next[r] = spare + from[r];
    for (size_t i = 0; i < n; i++) *next[target[i]]++ = in[i];
    MPI_Alltoall(send.data(), 1, MPI_INT, receive.data(), 1, MPI_INT, MPI_COMM_WORLD);
    for (int r = 1; r < np; r++) to[r] = to[r - 1] + receive[r - 1];
    const size_t m = static_cast<size_t>(to[np - 1]) + receive[np - 1];
    if (m > room_for(n)) {
        give_back(in);
        in = pages<Record>(m);
    }
    MPI_Datatype type;
    MPI_Type_contiguous(sizeof(Record), MPI_BYTE, &type);
    MPI_Type_commit(&type);
    MPI_Alltoallv(spare, send.data(), from.data(), type, in, receive.data(), to.data(), type, MPI_COMM_WORLD);
    MPI_Type_free(&type);
    return m;
}

// Sorts keys: radix over the 33 highest bits in which they differ, then what is still equal by comparing.
Key* sort_keys(const Record* data, size_t m, Key* a, Key* b) {
    uint64_t least = ~0ull, greatest = 0;
    for (size_t i = 0; i < m; i++) {
        const uint64_t k = prefix_of(data[i]);
        a[i] = {k, data + i};
        least = std::min(least, k);
        greatest = std::max(greatest, k);
    }
    const int differing = m && greatest > least ? 64 - __builtin_clzll(greatest - least) : 1, shift = std::max(0, differing - 33);
    std::vector<uint32_t> counts(3 * 2048);
    for (size_t i = 0; i < m; i++) {
        const uint64_t k = (a[i].prefix - least) >> shift;
        counts[k & 2047]++;
        counts[2048 + (k >> 11 & 2047)]++;
        counts[4096 + (k >> 22 & 2047)]++;
    }
    for (int pass = 0; pass < 3; pass++) {
        uint32_t* next = counts.data() + pass * 2048;
        for (uint32_t i = 0, sum = 0; i < 2048; i++) {
            const uint32_t count = next[i];
            next[i] = sum;
            sum += count;
        }
        for (size_t i = 0; i < m; i++) b[next[(a[i].prefix - least) >> shift >> 11 * pass & 2047]++] = a[i];
        std::swap(a, b);
    }
    const auto less = [](const Key& x, const Key& y) {
        return x.prefix != y.prefix ? x.prefix < y.prefix : std::memcmp(x.record->b + 8, y.record->b + 8, 2) < 0;
    };
    for (size_t i = 0, j; i < m; i = j) {
        for (j = i + 1; j < m && (a[j].prefix - least) >> shift == (a[i].prefix - least) >> shift;) j++;
        if (j - i > 1) std::sort(a + i, a + j, less);
    }
    return a;
}

void gather(const Key* keys, size_t m, Record* out) {
    for (size_t i = 0; i < m; i++) {
        if (i + 16 < m) {
            __builtin_prefetch(keys[i + 16].record);
            __builtin_prefetch(keys[i + 16].record->b + 64);
        }
        out[i] = *keys[i].record;
    }
}

bool is_sorted_everywhere(const Record* out, size_t m) {
    uint64_t bad = 0;
    for (size_t i = 1; i < m; i++) bad += std::memcmp(out[i - 1].b, out[i].b, 10) > 0;
    struct Ends {
        unsigned char first[10], last[10];
        unsigned char any;
    } mine{};
    if (m) {
        std::memcpy(mine.first, out[0].b, 10);
        std::memcpy(mine.last, out[m - 1].b, 10);
        mine.any = 1;
    }
    std::vector<Ends> all(ranks());
    MPI_Allgather(&mine, sizeof mine, MPI_BYTE, all.data(), sizeof mine, MPI_BYTE, MPI_COMM_WORLD);
    const Ends* before = nullptr;
    for (const Ends& ends : all) {
        if (!ends.any) continue;
        bad += before && std::memcmp(before->last, ends.first, 10) > 0;
        before = &ends;
    }
    return sum_of_all(bad) == 0;
}

struct Outcome {
    double startup, took, exchanged, sorted, cpu, system;
    uint64_t records, check;
    bool in_order;
};

Outcome round_of(uint64_t total) {
    const uint64_t low = total * rank() / ranks(), high = total * (rank() + 1) / ranks();
    const size_t n = high - low;
    Record *data = pages<Record>(n), *spare = nullptr;
    for (uint64_t i = low; i < high; i++) data[i - low] = record(i);

    Outcome result{};
    MPI_Barrier(MPI_COMM_WORLD);
    result.startup = max_of_all(seconds_since_start());
    const double started = seconds(), cpu = cpu_seconds(), system = system_seconds();
    const size_t spare_room = room_for(n);
    size_t m = n;
    if (ranks() > 1) m = exchange(data, spare, n);
    result.exchanged = seconds() - started;
    Key *a = pages<Key>(m), *b = pages<Key>(m);
    const Key* keys = sort_keys(data, m, a, b);
    result.sorted = seconds() - started - result.exchanged;
    // What was sent from is free again; what is sorted goes there.
    if (spare && m > spare_room) {
        give_back(spare);
        spare = nullptr;
    }
    Record* out = spare ? spare : pages<Record>(m);
    gather(keys, m, out);
    MPI_Barrier(MPI_COMM_WORLD);
    result.took = max_of_all(seconds() - started);
    result.cpu = max_of_all(cpu_seconds() - cpu);
    result.system = max_of_all(system_seconds() - system);

    for (size_t i = 0; i < m; i++) result.check += mix(prefix_of(out[i]) ^ number_of(out[i]));
    result.in_order = is_sorted_everywhere(out, m);
    result.check = sum_of_all(result.check);
    result.records = sum_of_all(m);
    for (void* p : {static_cast<void*>(data), static_cast<void*>(out), static_cast<void*>(a), static_cast<void*>(b)}) give_back(p);
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    Session session(argc, argv);
    if (argc < 3) fail("usage: terasort RECORDS ROUNDS", 2);
    if (ranks() > 65535) fail("no more than 65535 ranks");
    const uint64_t total = std::strtoull(argv[1], nullptr, 10);
    double startup = 0;
    Outcome last{};
    for (int round = 0, rounds = std::atoi(argv[2]); round < rounds; round++) {
        last = round_of(total);
        if (round == 0) startup = last.startup;
    }
    const double peak = max_of_all(peak_mb()), exchange_s = max_of_all(last.exchanged), sort_s = max_of_all(last.sorted);
    if (rank() == 0)
        Result().number("total_s", last.took).number("startup_s", startup).number("records", last.records).number("bytes", last.records * 100)
            .number("sorted", static_cast<uint64_t>(last.in_order)).hex("check", last.check).number("peak_mb", peak)
            .number("exchange_s", exchange_s).number("sort_s", sort_s).number("cpu_s", last.cpu).number("system_s", last.system).print();
    return 0;
}
