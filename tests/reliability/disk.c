/* Notes what a program does to its files, and lets its disk fail.

   Every write, sync, cut and removal of files whose path begins with DISK_UNDER is noted in DISK_RECORD. While there is a
   file DISK_FAULT, it holds two numbers: the error of writes and syncs, and one in how many has it (28 1: a full disk).

   A record is: kind (1 byte), length of the path (2), offset (8), length of the data (8), path, data; in the machine's
   own byte order. Loaded before the C library (LD_PRELOAD); read in tests/reliability/power_cut.py. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
static char *paths[FILES];
static int to = -1;
static const char *under, *fault;

__attribute__((constructor)) static void begin(void) {
    under = getenv("DISK_UNDER");
    fault = getenv("DISK_FAULT");
    const char *name = getenv("DISK_RECORD");
    if (name)
        to = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* Whether this write or sync fails, with the error set. */
static int fails(const char *path) {
    static unsigned number;
    char words[32] = "";
    int wrong = 0;
    unsigned one_in = 1;
    int file = path && fault ? syscall(SYS_openat, AT_FDCWD, fault, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return 0;
    syscall(SYS_read, file, words, sizeof words - 1);
    syscall(SYS_close, file);
    if (sscanf(words, "%d %u", &wrong, &one_in) != 2 || __sync_fetch_and_add(&number, 1) % one_in) return 0;
    errno = wrong;
    return 1;
}

static void note(char kind, const char *path, uint64_t offset, const void *data, uint64_t length) {
    if (to < 0) return;
    char head[19];
    uint16_t named = strlen(path);
    head[0] = kind;
    memcpy(head + 1, &named, 2);
    memcpy(head + 3, &offset, 8);
    memcpy(head + 11, &length, 8);
    struct iovec parts[3] = {{head, 19}, {(void *)path, named}, {(void *)data, data ? length : 0}};
    syscall(SYS_writev, to, parts, 3);
}

static const char *path_of(int file) { return under && file >= 0 && file < FILES ? paths[file] : NULL; }

static int opened(int file, const char *path, int flags) {
    if (under && file >= 0 && file < FILES) {
        free(paths[file]);
        paths[file] = strncmp(path, under, strlen(under)) ? NULL : strdup(path);
        if (paths[file] && (flags & O_CREAT)) note('c', path, 0, NULL, 0);
        if (paths[file] && (flags & O_TRUNC)) note('t', path, 0, NULL, 0);
    }
    return file;
}

#define OPEN(name)                                                                   \
    int name(const char *path, int flags, ...) {                                     \
        va_list more;                                                                \
        va_start(more, flags);                                                       \
        int mode = va_arg(more, int);                                                \
        va_end(more);                                                                \
        return opened(syscall(SYS_openat, AT_FDCWD, path, flags, mode), path, flags); \
    }
OPEN(open)
OPEN(open64)

ssize_t write(int file, const void *data, size_t length) {
    const char *path = path_of(file);
    if (fails(path)) return -1;
    off_t at = path ? lseek(file, 0, SEEK_CUR) : 0;
    ssize_t done = syscall(SYS_write, file, data, length);
    if (path && done > 0) note('w', path, at, data, done);
    return done;
}

#define PWRITE(name)                                                          \
    ssize_t name(int file, const void *data, size_t length, off_t at) {       \
        if (fails(path_of(file))) return -1;                                     \
        ssize_t done = syscall(SYS_pwrite64, file, data, length, at);         \
        if (path_of(file) && done > 0) note('w', path_of(file), at, data, done); \
        return done;                                                          \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define SYNC(name, call)                                            \
    int name(int file) {                                            \
        if (fails(path_of(file))) return -1;                        \
        int done = syscall(call, file);                             \
        if (path_of(file) && !done) note('s', path_of(file), 0, NULL, 0); \
        return done;                                                \
    }
SYNC(fsync, SYS_fsync)
SYNC(fdatasync, SYS_fdatasync)

#define TRUNCATE(name)                                                   \
    int name(int file, off_t length) {                                   \
        int done = syscall(SYS_ftruncate, file, length);                 \
        if (path_of(file) && !done) note('t', path_of(file), length, NULL, 0); \
        return done;                                                     \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

int unlink(const char *path) {
    int done = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (under && !done && !strncmp(path, under, strlen(under))) note('u', path, 0, NULL, 0);
    return done;
}

int close(int file) {
    if (file >= 0 && file < FILES && paths[file]) {
        free(paths[file]);
        paths[file] = NULL;
    }
    return syscall(SYS_close, file);
}
