// What every C++ twin needs: the MPI session, the clock, memory in huge pages, and the RESULT line that
// bench/run.sh reads. A twin includes this file and nothing else of ours but its own headers.
#pragma once
// The C++ binding that MPI-3 removed is of no use here, and some mpi.h warn about their own.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cinttypes>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace twin {

inline int rank() {
    int r;
    MPI_Comm_rank(MPI_COMM_WORLD, &r);
    return r;
}

inline int ranks() {
    int n;
    MPI_Comm_size(MPI_COMM_WORLD, &n);
    return n;
}

// Ends the whole MPI job: one rank that leaves alone would make the others wait for ever.
[[noreturn]] inline void fail(const std::string& message, int code = 1) {
    std::fprintf(stderr, "rank %d: %s\n", rank(), message.c_str());
    std::fflush(nullptr);
    MPI_Abort(MPI_COMM_WORLD, code);
    std::abort();
}

// MPI is initialised and finalised with the life of this object.
class Session {
public:
    Session(int& argc, char**& argv) { MPI_Init(&argc, &argv); }
    ~Session() { MPI_Finalize(); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
};

inline double max_of_all(double mine) {
    double all;
    MPI_Allreduce(&mine, &all, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    return all;
}

inline uint64_t sum_of_all(uint64_t mine) {
    uint64_t all;
    MPI_Allreduce(&mine, &all, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
    return all;
}

// MPI counts are ints. A larger exchange must stop the job, not wrap round.
inline int mpi_count(size_t n, const char* what) {
    if (n > INT_MAX) fail(std::string(what) + " has " + std::to_string(n) + " bytes; MPI-3 counts end at 2147483647: use more ranks");
    return static_cast<int>(n);
}

inline double seconds() {
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
}

// Seconds since the job was started: since BENCH_T0 (set by bench/run.sh just before it starts mpiexec, seconds since the
// epoch), or else since this process was created, which the kernel records in clock ticks since boot.
inline double seconds_since_start() {
    timespec now;
    if (const char* t0 = std::getenv("BENCH_T0")) {
        clock_gettime(CLOCK_REALTIME, &now);
        return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) - std::atof(t0);
    }
    std::ifstream stat("/proc/self/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    const char* field = std::strrchr(text.c_str(), ')');  // the command's name may hold blanks
    for (int i = 2; field && i < 22; i++) field = std::strchr(field + 1, ' ');
    if (!field) return 0;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec)
         - std::atof(field) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

inline double peak_mb() {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Processor time of this process: what the work takes, however busy the machine is with other things.
inline double cpu_seconds() {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The part of it that the kernel took, mostly to clear pages that are touched for the first time.
inline double system_seconds() {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_stime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_stime.tv_usec);
}

// Memory in huge pages where they are to be had. Touching memory for the first time is the dearest thing done to it, and
// dearer still in 4 KiB pages; so what is given back is kept for the next that asks, and never returned to the kernel.
class HugePages {
public:
    struct Block {
        void* start = nullptr;
        size_t bytes = 0;
    };

    // Zeroed.
    static Block take(size_t bytes) {
        bytes = (bytes + kPage - 1) / kPage * kPage;
        size_t best = spare().size();
        for (size_t i = 0; i < spare().size(); i++)
            if (spare()[i].bytes >= bytes && (best == spare().size() || spare()[i].bytes < spare()[best].bytes)) best = i;
        if (best == spare().size()) return map(bytes);
        Block block = spare()[best];
        spare()[best] = spare().back();
        spare().pop_back();
        std::memset(block.start, 0, bytes);
        return block;
    }

    static void give_back(Block block) {
        if (block.start) spare().push_back(block);
    }

private:
    static constexpr size_t kPage = size_t{2} << 20;

    static Block map(size_t bytes) {
        void* p = mmap(nullptr, bytes + kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED) fail("out of memory: " + std::to_string(bytes) + " bytes");
        auto start = (reinterpret_cast<uintptr_t>(p) + kPage - 1) / kPage * kPage;
        madvise(reinterpret_cast<void*>(start), bytes, MADV_HUGEPAGE);  // advice: ignored where it cannot be followed
        return {reinterpret_cast<void*>(start), bytes};
    }

    static std::vector<Block>& spare() {
        static std::vector<Block> blocks;
        return blocks;
    }
};

// A zeroed array of plain values in huge pages.
template <typename T>
class HugeArray {
public:
    explicit HugeArray(size_t n = 0) : size_(n) {
        if (n > 0) block_ = HugePages::take(n * sizeof(T));
    }
    HugeArray(HugeArray&& other) noexcept { swap(other); }
    HugeArray& operator=(HugeArray&& other) noexcept {
        swap(other);
        return *this;
    }
    ~HugeArray() { HugePages::give_back(block_); }

    T* data() { return static_cast<T*>(block_.start); }
    const T* data() const { return static_cast<const T*>(block_.start); }
    size_t size() const { return size_; }
    T& operator[](size_t i) { return data()[i]; }
    const T& operator[](size_t i) const { return data()[i]; }
    const T* begin() const { return data(); }
    const T* end() const { return data() + size_; }

private:
    void swap(HugeArray& other) {
        std::swap(block_, other.block_);
        std::swap(size_, other.size_);
    }

    HugePages::Block block_;
    size_t size_ = 0;
};

// One line of JSON behind the word RESULT, printed by rank 0.
class Result {
public:
    Result& number(const char* name, double value) {
        char text[64];
        std::snprintf(text, sizeof text, "%.6f", value);
        return field(name, text);
    }
    Result& number(const char* name, uint64_t value) { return field(name, std::to_string(value)); }
    // 64 bits do not fit a JSON number as most readers take it, so checksums are sixteen hexadecimal digits in quotes.
    Result& hex(const char* name, uint64_t value) {
        char text[32];
        std::snprintf(text, sizeof text, "\"%016" PRIx64 "\"", value);
        return field(name, text);
    }
    void print() const {
        std::printf("RESULT {%s}\n", json_.c_str());
        std::fflush(stdout);
    }

private:
    Result& field(const char* name, const std::string& value) {
        json_ += (json_.empty() ? "\"" : ", \"") + std::string(name) + "\": " + value;
        return *this;
    }
    std::string json_;
};

}  // namespace twin
