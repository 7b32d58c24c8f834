#include "sim/arena.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_zero(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bytes[i]) return false;
    return true;
}

Test(arena, memory_is_zeroed_aligned_and_apart)
{
    struct arena arena;
    arena_init(&arena);
    char *last = NULL;
    for (size_t size = 0; size < 3000; size += 7) {
        char *bytes = arena_alloc(&arena, 1, size);
        cr_assert_not_null(bytes);
        cr_assert_eq((uintptr_t)bytes % 16, 0);
        cr_assert(is_zero(bytes, size));
        cr_assert_neq(bytes, last);
        memset(bytes, 0xa5, size);
        last = bytes;
    }
    arena_free(&arena);
}

Test(arena, a_large_piece_does_not_end_the_current_chunk)
{
    struct arena arena;
    arena_init(&arena);
    char *before = arena_alloc(&arena, 1, 16);
    char *large = arena_alloc(&arena, 3, 10 << 20);
    char *after = arena_alloc(&arena, 1, 16);
    memset(large, 1, (size_t)30 << 20);
    cr_assert_eq(after, before + 16);
    cr_assert(is_zero(after, 16));
    cr_assert_eq(arena.used, 32 + ((size_t)30 << 20));
    arena_free(&arena);
    cr_assert_null(arena.chunks);
}

Test(arena, texts)
{
    struct arena arena;
    arena_init(&arena);
    cr_assert_str_eq(arena_text(&arena, "town"), "town");
    cr_assert_str_eq(arena_copy(&arena, "crisis.stay", 6), "crisis");
    cr_assert_str_eq(arena_copy(&arena, "", 0), "");
    cr_assert_str_eq(arena_format(&arena, "%s[%d]", "month", 3), "month[3]");
    const char *long_text = arena_format(&arena, "%5000d", 1);
    cr_assert_eq(strlen(long_text), 5000);
    arena_free(&arena);
}

static jmp_buf back;
static size_t wanted_bytes;

static void jump(size_t wanted)
{
    wanted_bytes = wanted;
    longjmp(back, 1);
}

Test(arena, exhaustion_calls_the_hook)
{
    struct arena arena;
    arena_init(&arena);
    arena.exhausted = jump;
    arena.capacity = 1000;
    volatile int pieces = 0;
    if (setjmp(back) == 0)
        for (;;) {
            arena_alloc(&arena, 1, 96);
            pieces++;
        }
    cr_assert_eq(pieces, 10);
    cr_assert_eq(wanted_bytes, 96);
    arena_free(&arena);
}

Test(arena, a_product_that_overflows_is_exhaustion)
{
    struct arena arena;
    arena_init(&arena);
    arena.exhausted = jump;
    volatile bool jumped = false;
    if (setjmp(back) == 0)
        arena_alloc(&arena, SIZE_MAX / 2, 4);
    else
        jumped = true;
    cr_assert(jumped);
    arena_free(&arena);
}

Test(arena, the_default_says_memory_and_exits_with_1)
{
    int out[2], code;
    char text[256] = "";
    cr_assert_eq(pipe(out), 0);
    const pid_t child = fork();
    if (child == 0) {
        struct arena arena;
        dup2(out[1], STDERR_FILENO);
        arena_init(&arena);
        arena.capacity = 16;
        arena_alloc(&arena, 1, 17);
        _exit(9);
    }
    close(out[1]);
    const ssize_t length = read(out[0], text, sizeof text - 1);
    waitpid(child, &code, 0);
    cr_assert_gt(length, 0);
    cr_assert(WIFEXITED(code) && WEXITSTATUS(code) == 1, "status %d", code);
    cr_assert_not_null(strstr(text, "[memory]"), "%s", text);
    close(out[0]);
}

Test(arena, reserved_memory_is_one_stretch)
{
    struct arena arena;
    cr_assert_eq(arena_reserve(&arena, (size_t)1 << 30), 0);
    char *first = arena_alloc(&arena, 1, 100), *second = arena_alloc(&arena, 1, 1);
    cr_assert_eq(first, arena.base);
    cr_assert_eq(second, first + 112);
    cr_assert(is_zero(first, 128));
    first[99] = 1;
    arena_free(&arena);
    cr_assert_null(arena.base);
}

Test(arena, more_address_space_than_there_is_fails)
{
    struct arena arena;
    cr_assert_eq(arena_reserve(&arena, SIZE_MAX / 2), -1);
    cr_assert_eq(errno, ENOMEM);
    arena_free(&arena);
}

Test(arena, a_reserved_arena_that_is_too_small_is_a_bug, .signal = SIGABRT)
{
    struct arena arena;
    if (freopen("/dev/null", "w", stderr)) arena_reserve(&arena, 4096);
    arena_alloc(&arena, 1, 4097);
}
