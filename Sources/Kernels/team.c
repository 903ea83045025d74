// A fork-join team over POSIX threads. Items are taken from one counter, so a slow item delays
// nobody; which thread took which item leaves no trace in the results.
//
// A decoder forks some hundred times for each token, each time for some microseconds. So threads
// look out for the next job for a while before they sleep, and a job waits for its items, never for
// a thread that took none.
#include "include/kernels.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

// Looks before a thread sleeps: some tens of microseconds, in which a decoder's next job comes.
enum { LOOKS = 4096 };

struct ol_team {
    pthread_mutex_t turn; // held by the caller whose job the team runs
    pthread_mutex_t lock; // guards sleep
    pthread_cond_t begun, ended;
    size_t workers;
    atomic_int closing, sleepers, is_awaited;
    // The round in the upper half, the items that nobody has taken yet in the lower: an item is
    // taken from the round whose job was read, or not at all.
    _Atomic(uint64_t) left;
    _Atomic(uint32_t) finished;
    // The job of the round; it changes when all of its items are finished.
    _Atomic(uint32_t) count;
    _Atomic(void *) context;
    void (*_Atomic body)(void *, size_t);
    pthread_t threads[];
};

static inline void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static inline uint32_t round_of(ol_team *team) {
    return (uint32_t)(atomic_load(&team->left) >> 32);
}

static void take_items(ol_team *team) {
    for (;;) {
        uint64_t left = atomic_load(&team->left);
        if ((uint32_t)left == 0) return;
        void (*body)(void *, size_t) = atomic_load(&team->body);
        void *context = atomic_load(&team->context);
        if (!atomic_compare_exchange_weak(&team->left, &left, left - 1)) continue;
        uint32_t count = atomic_load(&team->count);
        body(context, count - (uint32_t)left);
        if (atomic_fetch_add(&team->finished, 1) + 1 == count && atomic_load(&team->is_awaited)) {
            pthread_mutex_lock(&team->lock);
            pthread_cond_signal(&team->ended);
            pthread_mutex_unlock(&team->lock);
        }
    }
}

// Whether there is a round after the one seen; sleeps when there is none for long.
static int wait_for_round(ol_team *team, uint32_t seen) {
    for (int look = 0; look < LOOKS; look++) {
        if (round_of(team) != seen) return 1;
        pause_briefly();
    }
    pthread_mutex_lock(&team->lock);
    atomic_fetch_add(&team->sleepers, 1);
    while (round_of(team) == seen && !atomic_load(&team->closing))
        pthread_cond_wait(&team->begun, &team->lock);
    atomic_fetch_sub(&team->sleepers, 1);
    pthread_mutex_unlock(&team->lock);
    return !atomic_load(&team->closing);
}

static void *work(void *argument) {
    ol_team *team = argument;
    uint32_t seen = 0;
#ifdef __linux__
    prctl(PR_SET_NAME, "ol-compute"); // what top and debuggers show
#endif
    while (wait_for_round(team, seen)) {
        seen = round_of(team);
        take_items(team);
    }
    return 0;
}

ol_team *ol_team_create(size_t threads) {
    size_t helpers = threads > 1 ? threads - 1 : 0;
    ol_team *team = calloc(1, sizeof *team + helpers * sizeof(pthread_t));
    if (!team) return 0;
    pthread_mutex_init(&team->turn, 0);
    pthread_mutex_init(&team->lock, 0);
    pthread_cond_init(&team->begun, 0);
    pthread_cond_init(&team->ended, 0);
    // A thread that cannot be had is done without: the team is smaller, the results are the same.
    while (team->workers < helpers
           && pthread_create(&team->threads[team->workers], 0, work, team) == 0)
        team->workers++;
    return team;
}

void ol_team_destroy(ol_team *team) {
    if (!team) return;
    pthread_mutex_lock(&team->lock);
    atomic_store(&team->closing, 1);
    pthread_cond_broadcast(&team->begun);
    pthread_mutex_unlock(&team->lock);
    for (size_t i = 0; i < team->workers; i++) pthread_join(team->threads[i], 0);
    pthread_cond_destroy(&team->begun);
    pthread_cond_destroy(&team->ended);
    pthread_mutex_destroy(&team->lock);
    pthread_mutex_destroy(&team->turn);
    free(team);
}

static void begin(
    ol_team *team, uint32_t count, void (*body)(void *context, size_t index), void *context
) {
    // No item of the last round is left, so that nobody acts on what is read meanwhile: the round
    // is published last, with its items.
    atomic_store(&team->count, count);
    atomic_store(&team->body, body);
    atomic_store(&team->context, context);
    atomic_store(&team->finished, 0);
    atomic_store(&team->left, (uint64_t)(round_of(team) + 1) << 32 | count);
    if (atomic_load(&team->sleepers) > 0) {
        pthread_mutex_lock(&team->lock);
        pthread_cond_broadcast(&team->begun);
        pthread_mutex_unlock(&team->lock);
    }
}

static void await_items(ol_team *team, uint32_t count) {
    for (int look = 0; look < LOOKS; look++) {
        if (atomic_load(&team->finished) == count) return;
        pause_briefly();
    }
    pthread_mutex_lock(&team->lock);
    atomic_store(&team->is_awaited, 1);
    while (atomic_load(&team->finished) < count) pthread_cond_wait(&team->ended, &team->lock);
    atomic_store(&team->is_awaited, 0);
    pthread_mutex_unlock(&team->lock);
}

void ol_team_run(
    ol_team *team, size_t count, void (*body)(void *context, size_t index), void *context
) {
    if (count == 0) return;
    pthread_mutex_lock(&team->turn);
    if (team->workers == 0 || count == 1) {
        for (size_t index = 0; index < count; index++) body(context, index);
    } else {
        begin(team, (uint32_t)count, body, context);
        take_items(team);
        await_items(team, (uint32_t)count);
    }
    pthread_mutex_unlock(&team->turn);
}
