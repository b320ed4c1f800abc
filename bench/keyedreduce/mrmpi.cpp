// The keyed reduce with MR-MPI, as its users would write it: map adds each rank's pairs, compress sums them there, collate and reduce sum those of all ranks.
// Usage: keyedreduce-mr-mpi int64|text PAIRS KEYS
#include "../twin/mrmpi.hpp"

#include <algorithm>

#include "../twin/data.hpp"
#include "integer_keys.hpp"
#include "text_keys.hpp"

namespace {

constexpr int kPageMegabytes = 4096;

void add_integers(int, mrmpi::KeyValue* out, void* input) {
    for (const keyedreduce::Pair& pair : static_cast<keyedreduce::IntegerKeys::Input*>(input)->pairs) {
        keyedreduce::Pair copy = pair;
        out->add(reinterpret_cast<char*>(&copy.key), sizeof copy.key, reinterpret_cast<char*>(&copy.value), sizeof copy.value);
    }
}

void add_texts(int, mrmpi::KeyValue* out, void* input) {
    for (const keyedreduce::TextKeys::Item& item : static_cast<keyedreduce::TextKeys::Input*>(input)->items) {
        uint64_t value = item.value;
        out->add(const_cast<char*>(item.text), static_cast<int>(item.length), reinterpret_cast<char*>(&value), sizeof value);
    }
}

void check_integer(char* key, int, char* value, int, void* all) {
    uint64_t number, sum;
    std::memcpy(&number, key, sizeof number);
    std::memcpy(&sum, value, sizeof sum);
    *static_cast<uint64_t*>(all) += (sum % 1000003) * (number | 1);
}

void check_text(char* key, int key_bytes, char* value, int, void* all) {
    uint64_t sum, hash = 0xcbf29ce484222325;
    std::memcpy(&sum, value, sizeof sum);
    for (int i = 0; i < key_bytes; i++) hash = (hash ^ static_cast<unsigned char>(key[i])) * 0x100000001b3;
    *static_cast<uint64_t*>(all) += (sum % 1000003) * (hash | 1);
}

template <typename Keys>
void run(uint64_t pairs, uint64_t keys, void (*add)(int, mrmpi::KeyValue*, void*), void (*check)(char*, int, char*, int, void*)) {
    typename Keys::Input input(twin::share(pairs, twin::rank(), twin::ranks()), twin::share(pairs, twin::rank() + 1, twin::ranks()), keys);
    mrmpi::MapReduce mr(MPI_COMM_WORLD);
    mrmpi::configure(mr, kPageMegabytes);
    MPI_Barrier(MPI_COMM_WORLD);
    double startup = twin::seconds_since_start(), start = twin::seconds(), cpu = twin::cpu_seconds();
    mr.map(twin::ranks(), add, &input);
    mr.compress(mrmpi::sum, nullptr);
    mr.collate(nullptr);
    uint64_t distinct = mr.reduce(mrmpi::sum, nullptr);
    double total_s = twin::max_of_all(twin::seconds() - start), cpu_s = twin::max_of_all(twin::cpu_seconds() - cpu);

    uint64_t mine = 0;
    mr.scan(check, &mine);
    uint64_t all = twin::sum_of_all(mine);
    double startup_s = twin::max_of_all(startup), peak = twin::max_of_all(twin::peak_mb());
    if (twin::rank() == 0)
        twin::Result().number("total_s", total_s).number("startup_s", startup_s).number("cpu_s", cpu_s).number("pairs", pairs).number("keys", distinct)
            .number("peak_mb", peak).hex("check", all).print();
}

}  // namespace

int main(int argc, char** argv) {
    twin::Session session(argc, argv);
    std::string kind = argc == 4 ? argv[1] : "";
    if (kind != "int64" && kind != "text") {
        if (twin::rank() == 0) std::fprintf(stderr, "usage: keyedreduce-mr-mpi int64|text PAIRS KEYS\n");
        return 2;
    }
    uint64_t pairs = std::strtoull(argv[2], nullptr, 10), keys = std::strtoull(argv[3], nullptr, 10);
    if (kind == "int64") run<keyedreduce::IntegerKeys>(pairs, keys, add_integers, check_integer);
    else run<keyedreduce::TextKeys>(pairs, keys, add_texts, check_text);
    return 0;
}
