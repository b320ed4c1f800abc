// The C side of the MPI benchmark: what MpiBench does in C#, call for call, with MPI's own functions.
//
//   mpiexec -n 2 mpi-c pingpong|bandwidth|requests|persistent|allreduce|alltoall [SECONDS]
//   mpiexec -n 1 mpi-c calls [SECONDS]
//
// SECONDS (default 0.01) is what one batch should take. Rank 0 prints one line RESULT {...}; bench/README.md says what is in it.
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { WINDOW = 64, BATCHES = 15, LARGEST = 4 << 20, TAG = 7 };

static int rank, peer;
static char *in, *out;
static MPI_Request requests[WINDOW];

static void fail(const char *text) {
    fprintf(stderr, "mpi-c: %s\n", text);
    MPI_Abort(MPI_COMM_WORLD, 2);
    exit(2);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// One way: there and back is two.
static void pingpong(int bytes, long count) {
    for (long i = 0; i < count; i += 2) {
        if (rank == 0) {
            MPI_Send(out, bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD);
            MPI_Recv(in, bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        } else {
            MPI_Recv(in, bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
            MPI_Send(out, bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD);
        }
    }
}

// A window of messages from rank 0 to rank 1, then one short answer; the time is that of one message.
static void bandwidth(int bytes, long count) {
    for (long i = 0; i < count; i += WINDOW) {
        int answer = 0;
        if (rank == 0) {
            for (int k = 0; k < WINDOW; k++) MPI_Isend(out, bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD, &requests[k]);
            MPI_Waitall(WINDOW, requests, MPI_STATUSES_IGNORE);
            MPI_Recv(&answer, 1, MPI_INT, peer, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        } else {
            for (int k = 0; k < WINDOW; k++) MPI_Irecv(in, bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD, &requests[k]);
            MPI_Waitall(WINDOW, requests, MPI_STATUSES_IGNORE);
            MPI_Send(&answer, 1, MPI_INT, peer, TAG, MPI_COMM_WORLD);
        }
    }
}

// The same with requests that are made once; making them is measured too, as little as it is.
static void persistent(int bytes, long count) {
    for (int k = 0; k < WINDOW; k++) {
        if (rank == 0) MPI_Send_init(out, bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD, &requests[k]);
        else MPI_Recv_init(in, bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD, &requests[k]);
    }
    for (long i = 0; i < count; i += WINDOW) {
        int answer = 0;
        MPI_Startall(WINDOW, requests);
        MPI_Waitall(WINDOW, requests, MPI_STATUSES_IGNORE);
        if (rank == 0) MPI_Recv(&answer, 1, MPI_INT, peer, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        else MPI_Send(&answer, 1, MPI_INT, peer, TAG, MPI_COMM_WORLD);
    }
    for (int k = 0; k < WINDOW; k++) MPI_Request_free(&requests[k]);
}

static void allreduce(int bytes, long count) {
    for (long i = 0; i < count; i++) MPI_Allreduce(out, in, bytes / (int)sizeof(double), MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

// So many bytes to each rank.
static void alltoall(int bytes, long count) {
    for (long i = 0; i < count; i++) {
        const int length = bytes / (int)sizeof(double);
        MPI_Alltoall(out, length, MPI_DOUBLE, in, length, MPI_DOUBLE, MPI_COMM_WORLD);
    }
}

// A call that does nothing.
static void compare(int bytes, long count) {
    int result = 0;
    (void)bytes;
    for (long i = 0; i < count; i++) MPI_Comm_compare(MPI_COMM_WORLD, MPI_COMM_WORLD, &result);
}

// A look for a message of this process to itself; there is none.
static void iprobe(int bytes, long count) {
    int flag = 0;
    MPI_Status status;
    (void)bytes;
    for (long i = 0; i < count; i++) MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_SELF, &flag, &status);
    if (flag) fail("there was a message");
}

typedef void Work(int bytes, long count);

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// How often the work fits into a batch, by rank 0's clock; at the same time the warm-up.
static long batch_size(Work *work, int bytes, long least, double target) {
    for (long count = least;; count *= 2) {
        double started, took;
        MPI_Barrier(MPI_COMM_WORLD);
        started = seconds();
        work(bytes, count);
        took = seconds() - started;
        MPI_Bcast(&took, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
        if (took >= target / 2) {
            long fitting = (long)((double)count * target / took) / least * least;
            return fitting > least ? fitting : least;
        }
    }
}

static void measure(const char *name, Work *work, int bytes, long least, double target, int *rows) {
    double times[BATCHES];
    long count = batch_size(work, bytes, least, target);
    for (int batch = 0; batch < BATCHES; batch++) {
        double started;
        MPI_Barrier(MPI_COMM_WORLD);
        started = seconds();
        work(bytes, count);
        times[batch] = (seconds() - started) / (double)count;
    }
    qsort(times, BATCHES, sizeof(double), ascending);
    if (rank == 0)
        printf("%s{\"name\":\"%s\",\"size\":%d,\"s\":%.4e,\"best_s\":%.4e}", (*rows)++ ? "," : "", name, bytes, times[BATCHES / 2], times[0]);
}

// The sizes of the rows; MpiBench has the same.
static void measure_sizes(Work *work, long least, double target, int *rows) {
    static const int sizes[] = {8, 64, 512, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char name[16];
        snprintf(name, sizeof name, sizes[i] < 1 << 10 ? "%d B" : sizes[i] < 1 << 20 ? "%d KiB" : "%d MiB",
                 sizes[i] < 1 << 10 ? sizes[i] : sizes[i] < 1 << 20 ? sizes[i] >> 10 : sizes[i] >> 20);
        measure(name, work, sizes[i], least, target, rows);
    }
}

static double startup(void) {
    struct timespec now;
    const char *launched = getenv("BENCH_T0");
    clock_gettime(CLOCK_REALTIME, &now);
    return launched ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec - atof(launched) : 0;
}

static double peak_megabytes(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

int main(int argc, char **argv) {
    int size, provided, rows = 0;
    double target = argc > 2 ? atof(argv[2]) : 0.01, started;
    const char *what = argc > 1 ? argv[1] : "";
    MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    started = startup();
    if (size != (strcmp(what, "calls") == 0 ? 1 : 2)) fail("two ranks; one for 'calls'");
    peer = 1 - rank;
    in = calloc(2, LARGEST);
    out = malloc((size_t)2 * LARGEST);
    for (size_t i = 0; i < (size_t)2 * LARGEST / sizeof(double); i++) ((double *)out)[i] = 1;
    memset(in, 1, (size_t)2 * LARGEST);

    if (rank == 0) printf("RESULT {\"rows\":[");
    if (strcmp(what, "pingpong") == 0) measure_sizes(pingpong, 2, target, &rows);
    else if (strcmp(what, "bandwidth") == 0 || strcmp(what, "requests") == 0) measure_sizes(bandwidth, WINDOW, target, &rows);
    else if (strcmp(what, "persistent") == 0) measure_sizes(persistent, WINDOW, target, &rows);
    else if (strcmp(what, "allreduce") == 0) measure_sizes(allreduce, 1, target, &rows);
    else if (strcmp(what, "alltoall") == 0) measure_sizes(alltoall, 1, target, &rows);
    else if (strcmp(what, "calls") == 0) {
        measure("compare", compare, 0, 1, target, &rows);
        measure("iprobe", iprobe, 0, 1, target, &rows);
    } else fail("pingpong, bandwidth, requests, persistent, allreduce, alltoall or calls");
    if (rank == 0) printf("],\"startup_s\":%.4f,\"peak_mb\":%.1f}\n", started, peak_megabytes());
    MPI_Finalize();
    return 0;
}
