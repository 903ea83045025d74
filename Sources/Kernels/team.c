// A fork-join team over POSIX threads. Items are taken from one counter, so a slow item delays
// nobody; which thread took which item leaves no trace in the results.
#include "include/kernels.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

struct ol_team {
    pthread_mutex_t turn;   // held by the caller whose job the team runs
    pthread_mutex_t lock;   // guards the fields below
    pthread_cond_t begun, ended;
    size_t round, busy, workers;
    int closing;
    void (*body)(void *, size_t);
    void *context;
    size_t count;
    atomic_size_t next;
    pthread_t threads[];
};

static void take_items(ol_team *team) {
    for (;;) {
        size_t index = atomic_fetch_add(&team->next, 1);
        if (index >= team->count) return;
        team->body(team->context, index);
    }
}

static void *work(void *argument) {
    ol_team *team = argument;
    size_t seen = 0;
#ifdef __linux__
    prctl(PR_SET_NAME, "ol-compute"); // what top and debuggers show
#endif
    pthread_mutex_lock(&team->lock);
    for (;;) {
        while (team->round == seen && !team->closing) pthread_cond_wait(&team->begun, &team->lock);
        if (team->closing) break;
        seen = team->round;
        pthread_mutex_unlock(&team->lock);
        take_items(team);
        pthread_mutex_lock(&team->lock);
        if (--team->busy == 0) pthread_cond_signal(&team->ended);
    }
    pthread_mutex_unlock(&team->lock);
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
    pthread_mutex_lock(&team->lock);
    while (team->workers < helpers
           && pthread_create(&team->threads[team->workers], 0, work, team) == 0)
        team->workers++;
    pthread_mutex_unlock(&team->lock);
    return team;
}

void ol_team_destroy(ol_team *team) {
    if (!team) return;
    pthread_mutex_lock(&team->lock);
    team->closing = 1;
    pthread_cond_broadcast(&team->begun);
    pthread_mutex_unlock(&team->lock);
    for (size_t i = 0; i < team->workers; i++) pthread_join(team->threads[i], 0);
    pthread_cond_destroy(&team->begun);
    pthread_cond_destroy(&team->ended);
    pthread_mutex_destroy(&team->lock);
    pthread_mutex_destroy(&team->turn);
    free(team);
}

void ol_team_run(
    ol_team *team, size_t count, void (*body)(void *context, size_t index), void *context
) {
    if (count == 0) return;
    pthread_mutex_lock(&team->turn);
    pthread_mutex_lock(&team->lock);
    team->body = body;
    team->context = context;
    team->count = count;
    atomic_store(&team->next, 0);
    team->busy = team->workers;
    team->round++;
    pthread_cond_broadcast(&team->begun);
    pthread_mutex_unlock(&team->lock);
    take_items(team);
    pthread_mutex_lock(&team->lock);
    while (team->busy > 0) pthread_cond_wait(&team->ended, &team->lock);
    pthread_mutex_unlock(&team->lock);
    pthread_mutex_unlock(&team->turn);
}
