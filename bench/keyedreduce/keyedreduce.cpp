// The sum of the values of each key, in C++ and MPI. Usage: keyedreduce int64|text PAIRS KEYS
// Pair i: number h(5,i) % KEYS, value h(6,i) >> 33. Its key is mix64(number), or text made of it (see text_keys.hpp).
// Data are made before the clock starts. bench/README.md says how it gets its speed.
#include <string>

#include "../twin/common.hpp"
#include "../twin/data.hpp"
#include "integer_keys.hpp"
#include "text_keys.hpp"

namespace keyedreduce {

template <typename Keys>
void run(uint64_t pairs, uint64_t keys) {
    typename Keys::Input input(twin::share(pairs, twin::rank(), twin::ranks()), twin::share(pairs, twin::rank() + 1, twin::ranks()), keys);
    MPI_Barrier(MPI_COMM_WORLD);
    double startup = twin::seconds_since_start(), start = twin::seconds(), cpu = twin::cpu_seconds();
    typename Keys::Table result = Keys::reduce(input);
    uint64_t distinct = twin::sum_of_all(result.size());
    double total_s = twin::max_of_all(twin::seconds() - start);

    double cpu_s = twin::max_of_all(twin::cpu_seconds() - cpu);

    uint64_t check = 0;
    result.for_each([&](uint64_t key, uint64_t sum) { check += (sum % 1000003) * (key | 1); });
    check = twin::sum_of_all(check);
    double startup_s = twin::max_of_all(startup), peak = twin::max_of_all(twin::peak_mb());
    if (twin::rank() != 0) return;
    twin::Result()
        .number("total_s", total_s).number("startup_s", startup_s).number("cpu_s", cpu_s).number("pairs", pairs).number("keys", distinct)
        .number("peak_mb", peak).hex("check", check).print();
}

}  // namespace keyedreduce

int main(int argc, char** argv) {
    twin::Session session(argc, argv);
    std::string kind = argc == 4 ? argv[1] : "";
    if (kind == "int64") keyedreduce::run<keyedreduce::IntegerKeys>(std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
    else if (kind == "text") keyedreduce::run<keyedreduce::TextKeys>(std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
    else {
        if (twin::rank() == 0) std::fprintf(stderr, "usage: keyedreduce int64|text PAIRS KEYS\n");
        return 2;
    }
    return 0;
}
