/*
 * MPICH waits in a loop that never gives its core away. Where ranks outnumber cores, each of its waits then costs the others' time slices: the cases on
 * 3 ranks took ten times as long on two cores as those on 2. launch/test.sh loads this before the libraries (LD_PRELOAD), so that a rank which has found
 * nothing to do some times in a row lets another one run. Nothing else changes, and other MPI libraries, which yield by themselves, are left as they are.
 *
 *     cc -O2 -shared -fPIC -o yielding-waits.so yielding-waits.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

enum { IDLE_CALLS = 64 };

typedef unsigned (*progress_function)(void *worker);

static progress_function progress;
static bool yields;
static _Thread_local int idle_calls;

/* The library is loaded by the time it is called, but not always where later libraries are looked for. */
static progress_function find_progress(void)
{
    void *found = dlsym(RTLD_NEXT, "ucp_worker_progress");
    if (found == NULL)
        found = dlsym(dlopen("libucp.so.0", RTLD_LAZY | RTLD_NOLOAD), "ucp_worker_progress");
    yields = dlopen("libmpich.so.12", RTLD_LAZY | RTLD_NOLOAD) != NULL;
    return (progress_function)found;
}

/* In place of UCX's function of this name, by which MPICH waits. Returns how much it has done. */
unsigned ucp_worker_progress(void *worker)
{
    if (progress == NULL)
        progress = find_progress();
    unsigned done = progress(worker);
    if (done != 0) {
        idle_calls = 0;
    } else if (yields && ++idle_calls == IDLE_CALLS) {
        idle_calls = 0;
        sched_yield();
    }
    return done;
}
