// Word count in C++ and MPI, the twin of examples/WordCount. Usage: wordcount FILE... [--top N] [--output PREFIX]
// A word is a maximal run of bytes above 0x20, case kept. README.md beside the runner says how it gets its speed.
#include <algorithm>
#include <string>
#include <vector>

#include "../twin/common.hpp"
#include "split.hpp"
#include "word_table.hpp"

namespace wordcount {

struct Options {
    std::vector<std::string> inputs;
    size_t top = 10;
    std::string output;
};

// A row on the wire: count (8 bytes), length (8), the word. Rows of one destination lie one behind the other.
constexpr size_t kRowHeader = 16;

inline char* put_row(char* to, const Entry& e) {
    std::memcpy(to, &e.count, 8);
    std::memcpy(to + 8, &e.length, 8);
    std::memcpy(to + kRowHeader, e.bytes(), e.length);
    return to + kRowHeader + e.length;
}

template <typename F>
void for_each_row(const char* p, size_t n, F&& visit) {
    for (const char* end = p + n; p < end;) {
        uint64_t count, length;
        std::memcpy(&count, p, 8);
        std::memcpy(&length, p + 8, 8);
        visit(p + kRowHeader, static_cast<size_t>(length), count);
        p += kRowHeader + length;
    }
}

// Counts and displacements of an all-to-all, in bytes.
struct Layout {
    std::vector<int> counts, starts;
    size_t total = 0;

    Layout(const std::vector<size_t>& bytes, const char* what) {
        for (size_t n : bytes) {
            starts.push_back(twin::mpi_count(total, what));
            counts.push_back(twin::mpi_count(n, what));
            total += n;
        }
    }
};

// Every word goes to the rank its hash names: the high half of the hash, of which the table's slots use the low.
inline size_t owner(uint64_t hash, size_t ranks) { return static_cast<size_t>((hash >> 32) * ranks >> 32); }

// Gives back the counts of the words that this rank owns. Collective.
WordTable exchange(WordTable local) {
    auto ranks = static_cast<size_t>(twin::ranks()), me = static_cast<size_t>(twin::rank());
    if (ranks == 1) return local;

    std::vector<size_t> bytes(ranks), rows(ranks), received_bytes(ranks), received_rows(ranks);
    local.for_each([&](const Entry& e) {
        size_t to = owner(local.hash_of(e), ranks);
        bytes[to] += to == me ? 0 : kRowHeader + e.length;  // what stays here does not travel
        rows[to]++;
    });
    MPI_Alltoall(bytes.data(), 1, MPI_UINT64_T, received_bytes.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD);
    MPI_Alltoall(rows.data(), 1, MPI_UINT64_T, received_rows.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD);
    Layout sending(bytes, "the send buffer"), receiving(received_bytes, "the receive buffer");

    // The ranks see much the same words, so the largest part is a good guess at the size of the whole.
    WordTable merged(Hash::merging(), *std::max_element(received_rows.begin(), received_rows.end()));
    WordBatch batch(merged);
    twin::HugeArray<char> to_send(sending.total + 1), received(receiving.total + kPadding);
    std::vector<char*> next(ranks);
    for (size_t r = 0; r < ranks; r++) next[r] = to_send.data() + sending.starts[r];
    local.for_each([&](const Entry& e) {
        size_t to = owner(local.hash_of(e), ranks);
        if (to == me) batch.add(e.bytes(), e.length, e.count);
        else next[to] = put_row(next[to], e);
    });
    batch.flush();
    MPI_Alltoallv(to_send.data(), sending.counts.data(), sending.starts.data(), MPI_BYTE, received.data(),
                  receiving.counts.data(), receiving.starts.data(), MPI_BYTE, MPI_COMM_WORLD);
    for_each_row(received.data(), receiving.total, [&](const char* p, size_t n, uint64_t count) { batch.add(p, n, count); });
    batch.flush();
    return merged;
}

struct Counted {
    std::string word;
    uint64_t count;
    bool operator<(const Counted& other) const { return count != other.count ? count > other.count : word < other.word; }
};

// The n most frequent words of all ranks, on rank 0; words of equal count by their bytes. Collective.
std::vector<Counted> top(const WordTable& table, size_t n) {
    std::vector<const Entry*> all;
    all.reserve(table.size());
    table.for_each([&](const Entry& e) { all.push_back(&e); });
    size_t mine = std::min(n, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<long>(mine), all.end(), [](const Entry* a, const Entry* b) {
        if (a->count != b->count) return a->count > b->count;
        int order = std::memcmp(a->bytes(), b->bytes(), std::min(a->length, b->length));
        return order != 0 ? order < 0 : a->length < b->length;
    });
    size_t size = 0;
    for (size_t i = 0; i < mine; i++) size += kRowHeader + all[i]->length;
    std::vector<char> rows(size + 1);
    char* next = rows.data();
    for (size_t i = 0; i < mine; i++) next = put_row(next, *all[i]);

    std::vector<size_t> sizes(static_cast<size_t>(twin::ranks()));
    MPI_Gather(&size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    Layout layout(sizes, "the most frequent words");
    std::vector<char> gathered(layout.total + 1);
    MPI_Gatherv(rows.data(), twin::mpi_count(size, "the most frequent words"), MPI_BYTE, gathered.data(), layout.counts.data(),
                layout.starts.data(), MPI_BYTE, 0, MPI_COMM_WORLD);
    std::vector<Counted> result;
    for_each_row(gathered.data(), layout.total,
                 [&](const char* p, size_t length, uint64_t count) { result.push_back({std::string(p, length), count}); });
    std::sort(result.begin(), result.end());
    if (result.size() > n) result.resize(n);
    return result;
}

// PREFIX-00000, PREFIX-00001, ...: the words each rank owns, written under another name until complete.
void write(const WordTable& table, const std::string& prefix) {
    char number[16];
    std::snprintf(number, sizeof number, "-%05d", twin::rank());
    std::string path = prefix + number, unfinished = path + ".part";
    std::FILE* file = std::fopen(unfinished.c_str(), "wb");
    if (!file) twin::fail("cannot write " + unfinished + ": " + std::strerror(errno));
    table.for_each([&](const Entry& e) {
        std::fwrite(e.bytes(), 1, e.length, file);
        std::fprintf(file, "\t%" PRIu64 "\n", e.count);
    });
    bool written = !std::ferror(file);
    if (std::fclose(file) != 0 || !written || std::rename(unfinished.c_str(), path.c_str()) != 0)
        twin::fail("cannot write " + path + ": " + std::strerror(errno));
}

// The sum over the distinct words of FNV-1a-64(word) * count, modulo 2^64: the same for any number of ranks.
uint64_t checksum(const WordTable& table) {
    uint64_t sum = 0;
    table.for_each([&](const Entry& e) {
        uint64_t hash = 0xcbf29ce484222325;
        for (const char *p = e.bytes(), *end = p + e.length; p < end; p++) hash = (hash ^ static_cast<unsigned char>(*p)) * 0x100000001b3;
        sum += hash * e.count;
    });
    return sum;
}

void run(const Options& options) {
    MPI_Barrier(MPI_COMM_WORLD);
    double startup = twin::seconds_since_start(), start = twin::seconds();

    auto files = list_files(options.inputs);
    WordTable local(Hash::counting());
    uint64_t my_words = count_split(files, twin::rank(), twin::ranks(), local);
    double counted = twin::seconds();
    WordTable counts = exchange(std::move(local));
    auto most_frequent = top(counts, options.top);
    uint64_t words = twin::sum_of_all(my_words), distinct = twin::sum_of_all(counts.size());
    if (!options.output.empty()) write(counts, options.output);
    double end = twin::seconds();

    double total_s = twin::max_of_all(end - start), count_s = twin::max_of_all(counted - start);
    double startup_s = twin::max_of_all(startup), peak = twin::max_of_all(twin::peak_mb());
    uint64_t check = twin::sum_of_all(checksum(counts)), bytes = 0;
    for (const auto& f : files) bytes += f.size;
    if (twin::rank() != 0) return;
    for (const auto& word : most_frequent) std::printf("%12" PRIu64 "  %s\n", word.count, word.word.c_str());
    twin::Result()
        .number("total_s", total_s).number("startup_s", startup_s).number("count_s", count_s)
        .number("words", words).number("distinct", distinct).number("bytes", bytes)
        .number("peak_mb", peak).hex("check", check).print();
}

// False: the arguments are wrong, and rank 0 has said why.
bool parse(int argc, char** argv, Options& options) {
    auto wrong = [](const std::string& why) {
        if (twin::rank() == 0) std::fprintf(stderr, "wordcount: %s\nusage: wordcount FILE... [--top N] [--output PREFIX]\n", why.c_str());
        return false;
    };
    for (int i = 1; i < argc; i++) {
        std::string argument = argv[i];
        if (argument != "--top" && argument != "--output") {
            if (argument.rfind("--", 0) == 0) return wrong("there is no option " + argument);
            options.inputs.push_back(argument);
            continue;
        }
        if (++i == argc) return wrong(argument + " needs a value");
        if (argument == "--output") {
            options.output = argv[i];
            continue;
        }
        char* end;
        errno = 0;
        options.top = std::strtoul(argv[i], &end, 10);
        if (errno || *end || end == argv[i] || argv[i][0] == '-') return wrong(std::string("--top needs a number, not ") + argv[i]);
    }
    return !options.inputs.empty() || wrong("no input file");
}

}  // namespace wordcount

int main(int argc, char** argv) {
    twin::Session session(argc, argv);
    wordcount::Options options;
    if (!wordcount::parse(argc, argv, options)) return 2;
    wordcount::run(options);
    return 0;
}
