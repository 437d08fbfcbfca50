/*
 * What ZooKeeper's C client can do, a line a step, in a form that every ensemble prints alike: no zxids, no times, children sorted.
 * `session HOST:PORT,...`; fails where it cannot be played to its end.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zookeeper/zookeeper.h>

enum { TIMEOUT_MS = 8000, DEADLINE_S = 30, EVENTS_MAX = 64, LINE = 256 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static char events[EVENTS_MAX][LINE];
static int count;

static const char *kind_of(int type) {
    if (type == ZOO_CREATED_EVENT) return "created";
    if (type == ZOO_DELETED_EVENT) return "deleted";
    if (type == ZOO_CHANGED_EVENT) return "changed";
    if (type == ZOO_CHILD_EVENT) return "children";
    return "of another kind";
}

enum { AWAY, CONNECTED, EXPIRED };

/* The context of a handle is what became of it. */
static void on_session(zhandle_t *handle, int type, int state, const char *path, void *unused) {
    int *became = (int *)zoo_get_context(handle);
    if (type != ZOO_SESSION_EVENT) return;
    pthread_mutex_lock(&mutex);
    *became = state == ZOO_CONNECTED_STATE ? CONNECTED : state == ZOO_EXPIRED_SESSION_STATE ? EXPIRED : AWAY;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void on_event(zhandle_t *handle, int type, int state, const char *path, void *name) {
    if (type == ZOO_SESSION_EVENT) return;
    pthread_mutex_lock(&mutex);
    if (count < EVENTS_MAX) snprintf(events[count++], LINE, "%s: %s %s", (const char *)name, kind_of(type), path);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

/* Until `*value` is `wanted` or more; the mutex is held. */
static void wait_for(const char *what, const int *value, int wanted) {
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += DEADLINE_S;
    while (*value < wanted) {
        if (pthread_cond_timedwait(&changed, &mutex, &deadline) == 0) continue;
        fprintf(stderr, "not in %d s: %s\n", DEADLINE_S, what);
        exit(1);
    }
}

static void expect_events(int wanted) {
    pthread_mutex_lock(&mutex);
    wait_for("an event", &count, wanted);
    for (int i = 0; i < count; i++) printf("  event %s\n", events[i]);
    count = 0;
    pthread_mutex_unlock(&mutex);
}

static zhandle_t *connect_to(const char *servers, const clientid_t *id, int *became) {
    zhandle_t *handle = zookeeper_init(servers, on_session, TIMEOUT_MS, id, became, 0);
    if (handle == NULL) {
        perror("zookeeper_init");
        exit(1);
    }
    pthread_mutex_lock(&mutex);
    wait_for("a session", became, CONNECTED);
    pthread_mutex_unlock(&mutex);
    return handle;
}

static void step(const char *what, int code) { printf("%s -> %s\n", what, code == ZOK ? "ok" : zerror(code)); }

static void show(const struct Stat *stat) {
    printf("  version %d, cversion %d, aversion %d, %d bytes, %d children, %s\n", stat->version, stat->cversion, stat->aversion,
           stat->dataLength, stat->numChildren, stat->ephemeralOwner == 0 ? "kept" : "not kept");
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(zhandle_t *handle, const char *path) {
    struct String_vector names = {0, NULL};
    struct Stat stat;
    int code = zoo_get_children2(handle, path, 0, &names, &stat);
    step("children", code);
    if (code != ZOK) return;
    qsort(names.data, (size_t)names.count, sizeof names.data[0], by_name);
    for (int i = 0; i < names.count; i++) printf("  %s\n", names.data[i]);
    show(&stat);
    deallocate_String_vector(&names);
}

static void get(zhandle_t *handle, const char *path) {
    char data[LINE];
    int length = sizeof data;
    struct Stat stat;
    int code = zoo_get(handle, path, 0, data, &length, &stat);
    step("get", code);
    if (code != ZOK) return;
    printf("  %.*s\n", length < 0 ? 0 : length, data);
    show(&stat);
}

static void create(zhandle_t *handle, const char *path, const char *data, int mode) {
    char name[LINE] = "";
    struct Stat stat;
    int code = zoo_create2(handle, path, data, data == NULL ? -1 : (int)strlen(data), &ZOO_OPEN_ACL_UNSAFE, mode, name, LINE, &stat);
    printf("create %s ", path);
    step(name, code);
    if (code == ZOK) show(&stat);
}

static void nodes(zhandle_t *handle) {
    struct Stat stat;
    create(handle, "/c", "one", ZOO_PERSISTENT);
    create(handle, "/c", "one", ZOO_PERSISTENT);
    create(handle, "/c/none", NULL, ZOO_PERSISTENT);
    create(handle, "/c/sequential-", "x", ZOO_PERSISTENT_SEQUENTIAL);
    create(handle, "/c/both-", "x", ZOO_EPHEMERAL_SEQUENTIAL);
    create(handle, "/c/ephemeral", "x", ZOO_EPHEMERAL);
    create(handle, "/c/ephemeral/child", "x", ZOO_PERSISTENT);
    create(handle, "/c/container", "x", ZOO_CONTAINER);
    create(handle, "/missing/child", "x", ZOO_PERSISTENT);
    create(handle, "relative", "x", ZOO_PERSISTENT);
    step("create with a time to live",
         zoo_create_ttl(handle, "/c/ttl", "x", 1, &ZOO_OPEN_ACL_UNSAFE, ZOO_PERSISTENT_WITH_TTL, 100000, NULL, 0));
    list(handle, "/c");
    get(handle, "/c");
    get(handle, "/c/none");
    get(handle, "/missing");
    step("set", zoo_set2(handle, "/c", "two", 3, 0, &stat));
    show(&stat);
    step("set, old version", zoo_set(handle, "/c", "three", 5, 0));
    step("exists", zoo_exists(handle, "/c", 0, &stat));
    show(&stat);
    step("exists, missing", zoo_exists(handle, "/missing", 0, &stat));
    step("delete, not empty", zoo_delete(handle, "/c", -1));
    step("delete, old version", zoo_delete(handle, "/c/none", 7));
    step("delete", zoo_delete(handle, "/c/none", 0));
    step("delete, missing", zoo_delete(handle, "/c/none", -1));
}

static void watches(zhandle_t *handle) {
    struct Stat stat;
    struct String_vector names = {0, NULL};
    char data[LINE];
    int length = sizeof data;
    step("watch data", zoo_wget(handle, "/c", on_event, "data", data, &length, &stat));
    step("watch existence", zoo_wexists(handle, "/c/later", on_event, "existence", &stat));
    step("watch children", zoo_wget_children(handle, "/c", on_event, "children", &names));
    deallocate_String_vector(&names);
    step("set", zoo_set(handle, "/c", "three", 5, -1));
    expect_events(1);
    create(handle, "/c/later", "x", ZOO_PERSISTENT);
    expect_events(2);
    step("set, unwatched now", zoo_set(handle, "/c/later", "y", 1, -1));
    step("watch data", zoo_wget(handle, "/c/later", on_event, "data", data, &length, &stat));
    step("delete", zoo_delete(handle, "/c/later", -1));
    expect_events(1);
    step("watch data", zoo_wget(handle, "/c", on_event, "data", data, &length, &stat));
    step("remove the watch", zoo_remove_watches(handle, "/c", ZWATCHTYPE_DATA, on_event, "data", 0));
    step("remove it again", zoo_remove_watches(handle, "/c", ZWATCHTYPE_DATA, on_event, "data", 0));
}

static void multis(zhandle_t *handle) {
    zoo_op_t operations[4];
    zoo_op_result_t results[4];
    char name[LINE];
    struct Stat stat;
    zoo_create_op_init(&operations[0], "/c/multi", "1", 1, &ZOO_OPEN_ACL_UNSAFE, 0, name, LINE);
    zoo_check_op_init(&operations[1], "/c/multi", 0);
    zoo_set_op_init(&operations[2], "/c/multi", "two", 3, 0, &stat);
    zoo_delete_op_init(&operations[3], "/c/ephemeral", -1);
    step("multi", zoo_multi(handle, 4, operations, results));
    for (int i = 0; i < 4; i++) step("  result", results[i].err);
    show(&stat);
    zoo_delete_op_init(&operations[0], "/c/multi", -1);
    zoo_check_op_init(&operations[1], "/c", 99);
    zoo_delete_op_init(&operations[2], "/c/container", -1);
    step("multi that fails", zoo_multi(handle, 3, operations, results));
    for (int i = 0; i < 3; i++) step("  result", results[i].err);
    get(handle, "/c/multi");
}

static void show_acl(zhandle_t *handle, const char *path) {
    struct ACL_vector acl;
    struct Stat stat;
    int code = zoo_get_acl(handle, path, &acl, &stat);
    step("get the list", code);
    if (code != ZOK) return;
    for (int i = 0; i < acl.count; i++) printf("  %s:%s %d\n", acl.data[i].id.scheme, acl.data[i].id.id, acl.data[i].perms);
    deallocate_ACL_vector(&acl);
}

static int answered, answer;

static void on_answer(int code, const void *unused) {
    pthread_mutex_lock(&mutex);
    answer = code;
    answered = 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void on_synced(int code, const char *path, const void *unused) { on_answer(code, unused); }

static void await_answer(const char *what, int code) {
    pthread_mutex_lock(&mutex);
    if (code == ZOK) wait_for(what, &answered, 1);
    answered = 0;
    step(what, code == ZOK ? answer : code);
    pthread_mutex_unlock(&mutex);
}

static void lists(zhandle_t *handle, zhandle_t *other) {
    step("create, mine without a name", zoo_create(handle, "/c/mine", "x", 1, &ZOO_CREATOR_ALL_ACL, 0, NULL, 0));
    await_answer("add a name", zoo_add_auth(handle, "digest", "user:password", 13, on_answer, NULL));
    step("create, mine", zoo_create(handle, "/c/mine", "x", 1, &ZOO_CREATOR_ALL_ACL, 0, NULL, 0));
    show_acl(handle, "/c/mine");
    await_answer("sync", zoo_async(other, "/", on_synced, NULL));
    get(other, "/c/mine");
    step("set, by another", zoo_set(other, "/c/mine", "y", 1, -1));
    step("change the list", zoo_set_acl(handle, "/c/mine", 0, &ZOO_READ_ACL_UNSAFE));
    step("change it, old version", zoo_set_acl(handle, "/c/mine", 0, &ZOO_OPEN_ACL_UNSAFE));
    show_acl(handle, "/c/mine");
    await_answer("sync", zoo_async(other, "/", on_synced, NULL));
    get(other, "/c/mine");
}

static void configuration(zhandle_t *handle) {
    char data[4096];
    int length = sizeof data - 1, servers = 0;
    struct Stat stat;
    int code = zoo_getconfig(handle, 0, data, &length, &stat);
    step("configuration", code);
    if (code != ZOK) return;
    data[length] = 0;
    for (const char *at = strstr(data, "server."); at != NULL; at = strstr(at + 1, "server.")) servers++;
    printf("  %d servers\n", servers);
}

int main(int argc, char **argv) {
    int became = AWAY, other_became = AWAY, late_became = AWAY;
    if (argc != 2) {
        fprintf(stderr, "usage: session HOST:PORT,...\n");
        return 64;
    }
    zoo_set_debug_level(ZOO_LOG_LEVEL_ERROR);
    zhandle_t *handle = connect_to(argv[1], NULL, &became);
    zhandle_t *other = connect_to(argv[1], NULL, &other_became);
    printf("time-out %d\n", zoo_recv_timeout(handle));
    nodes(handle);
    watches(handle);
    multis(handle);
    lists(handle, other);
    configuration(handle);
    clientid_t id = *zoo_client_id(other);
    create(other, "/c/of-another", "x", ZOO_EPHEMERAL);
    await_answer("sync", zoo_async(handle, "/", on_synced, NULL));
    list(handle, "/c");
    step("close", zookeeper_close(other));
    zhandle_t *late = connect_to(argv[1], &id, &late_became);
    printf("a session that was closed: %s\n", late_became == EXPIRED ? "expired" : "connected");
    zookeeper_close(late);
    await_answer("sync", zoo_async(handle, "/", on_synced, NULL));
    list(handle, "/c");
    step("close", zookeeper_close(handle));
    return 0;
}
