// The word count with MR-MPI, as its users would write it: map over pieces of the file, each word a key without a value; compress (each rank counts its own), collate, and sum.
// Usage: wordcount-mr-mpi FILE
#include "../twin/mrmpi.hpp"

namespace {

constexpr int kPieceBytes = 4 << 20, kPageMegabytes = 1024;

// A piece ends behind a separator, as MR-MPI cut it; the last byte is its zero.
void words(int, char* text, int size, mrmpi::KeyValue* out, void*) {
    const char* end = text + size - 1;
    for (char* p = text; p < end;) {
        while (p < end && static_cast<unsigned char>(*p) <= 0x20) p++;
        char* start = p;
        while (p < end && static_cast<unsigned char>(*p) > 0x20) p++;
        if (p > start) out->add(start, static_cast<int>(p - start), nullptr, 0);
    }
}

struct Check {
    uint64_t words = 0, value = 0;
};

void check(char* key, int key_bytes, char* value, int, void* all) {
    uint64_t count, hash = 0xcbf29ce484222325;
    std::memcpy(&count, value, sizeof count);
    for (int i = 0; i < key_bytes; i++) hash = (hash ^ static_cast<unsigned char>(key[i])) * 0x100000001b3;
    auto* sum = static_cast<Check*>(all);
    sum->words += count;
    sum->value += hash * count;
}

}  // namespace

int main(int argc, char** argv) {
    twin::Session session(argc, argv);
    if (argc != 2) {
        if (twin::rank() == 0) std::fprintf(stderr, "usage: wordcount-mr-mpi FILE\n");
        return 2;
    }
    std::ifstream file(argv[1], std::ios::binary | std::ios::ate);
    if (!file) twin::fail(std::string("cannot open ") + argv[1]);
    auto bytes = static_cast<uint64_t>(file.tellg());
    mrmpi::MapReduce mr(MPI_COMM_WORLD);
    mrmpi::configure(mr, kPageMegabytes);
    MPI_Barrier(MPI_COMM_WORLD);
    double startup = twin::seconds_since_start(), start = twin::seconds(), cpu = twin::cpu_seconds();
    int pieces = std::max(twin::ranks(), static_cast<int>(bytes / kPieceBytes));
    // No word is longer than the overlap that MR-MPI reads to find a piece's end.
    mr.map(pieces, 1, &argv[1], 0, 0, '\n', 1 << 16, words, nullptr);
    mr.compress(mrmpi::count, nullptr);
    mr.collate(nullptr);
    uint64_t distinct = mr.reduce(mrmpi::sum, nullptr);
    double total_s = twin::max_of_all(twin::seconds() - start), cpu_s = twin::max_of_all(twin::cpu_seconds() - cpu);

    Check mine;
    mr.scan(check, &mine);
    uint64_t all_words = twin::sum_of_all(mine.words), all_checks = twin::sum_of_all(mine.value);
    double startup_s = twin::max_of_all(startup), peak = twin::max_of_all(twin::peak_mb());
    if (twin::rank() == 0)
        twin::Result().number("total_s", total_s).number("startup_s", startup_s).number("cpu_s", cpu_s).number("words", all_words)
            .number("distinct", distinct).number("bytes", bytes).number("peak_mb", peak).hex("check", all_checks).print();
    return 0;
}
