#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>

#include "sim/calendar.h"
#include "sim/rng.h"

static struct arena arena;
static struct calendar calendar;

static void make(int32_t capacity)
{
    const int reserved = arena_reserve(&arena, calendar_bytes(capacity));
    cr_assert_eq(reserved, 0);
    calendar_init(&calendar, &arena, capacity, 1000);
}
static void gone(void) { arena_free(&arena); }

static event_id push(seconds t_s, unsigned rank, int32_t a)
{
    return calendar_push(&calendar, t_s, rank, calendar_serial(&calendar), (uint16_t)(a % 7), a, -a);
}

/* -1 when there is none. */
static int32_t pop(void)
{
    struct event event;
    uint64_t key;
    if (!calendar_pop(&calendar, &event, &key)) return -1;
    cr_assert(event.b == -event.a && event.kind == event.a % 7);
    return event.a;
}

TestSuite(calendar, .fini = gone);

Test(calendar, date_then_rank_then_serial)
{
    make(10);
    push(5, 1, 1);
    push(5, 0, 2);
    push(4, 9, 3);
    push(5, 1, 4);
    push(0, 15, 5);
    cr_expect_eq(calendar_next(&calendar), 0);
    const int32_t order[] = {5, 3, 2, 1, 4, -1, -1};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) cr_expect_eq(pop(), order[i]);
    cr_expect_eq(calendar_next(&calendar), NEVER);
}

Test(calendar, as_if_scheduled_earlier)
{
    make(10);
    const uint64_t earlier = calendar_serial(&calendar);
    push(7, 2, 1);
    const event_id id = calendar_push(&calendar, 7, 2, earlier, 2, 2, -2);
    cr_expect_eq(calendar_rank(id.key), 2);
    cr_expect_eq(calendar_serial_of(id.key), earlier);
    cr_expect_eq(pop(), 2);
    cr_expect_eq(pop(), 1);
}

Test(calendar, the_key_says_rank_and_serial)
{
    make(10);
    struct event event;
    uint64_t key;
    push(3, 11, 1);
    push(3, 11, 2);
    cr_assert(calendar_pop(&calendar, &event, &key) && calendar_pop(&calendar, &event, &key));
    cr_expect_eq(event.t_s, 3);
    cr_expect_eq(calendar_rank(key), 11);
    cr_expect_eq(calendar_serial_of(key), 2);
}

Test(calendar, cancelling)
{
    make(10);
    const event_id first = push(1, 0, 1), second = push(2, 0, 2);
    push(3, 0, 3);
    calendar_cancel(&calendar, (event_id){0}); /* none */
    calendar_cancel(&calendar, first);
    calendar_cancel(&calendar, first);
    cr_expect_eq(calendar_next(&calendar), 2);
    cr_expect_eq(pop(), 2);
    const event_id third = push(2, 0, 4); /* takes a place that was given back */
    calendar_cancel(&calendar, second);   /* handled before */
    cr_expect_eq(pop(), 4);
    calendar_cancel(&calendar, third);
    cr_expect_eq(pop(), 3);
    cr_expect_eq(pop(), -1);
}

/* Far more is cancelled than there is room for. */
Test(calendar, cancelled_events_take_no_room)
{
    make(8);
    for (int32_t i = 0; i < 8; i++) push(1000000 + i, 0, i);
    for (int32_t i = 0; i < 100000; i++) calendar_cancel(&calendar, push(10 + i, 0, 9));
    for (int32_t i = 0; i < 8; i++) cr_assert_eq(pop(), i);
    cr_assert_eq(pop(), -1);
}

Test(calendar, cleared)
{
    make(8);
    const event_id old = push(5, 0, 1);
    push(1, 0, 2);
    pop();
    calendar_clear(&calendar);
    cr_expect_eq(calendar_next(&calendar), NEVER);
    calendar_cancel(&calendar, old);
    const uint64_t serial = calendar_serial(&calendar);
    cr_expect_eq(serial, 1);
    push(0, 0, 3);
    cr_expect_eq(pop(), 3);
}

Test(calendar, the_past_is_a_bug, .signal = SIGABRT)
{
    make(8);
    push(5, 0, 1);
    pop();
    push(4, 0, 2);
}

Test(calendar, more_than_asked_for_is_a_bug, .signal = SIGABRT)
{
    make(8);
    for (int32_t i = 0; i < 100; i++) push(5, 0, i);
}

/* ---- against a list that is searched from end to end ---- */

enum { MOST = 300 };
static struct pending { seconds t_s; unsigned rank; uint64_t serial; int32_t a; event_id id; } list[MOST];
static int listed;

static bool before(const struct pending *p, const struct pending *q)
{
    if (p->t_s != q->t_s) return p->t_s < q->t_s;
    return p->rank != q->rank ? p->rank < q->rank : p->serial < q->serial;
}

static int32_t list_pop(seconds *now_s)
{
    int first = 0;
    if (listed == 0) return -1;
    for (int i = 1; i < listed; i++)
        if (before(&list[i], &list[first])) first = i;
    const int32_t a = list[first].a;
    *now_s = list[first].t_s;
    list[first] = list[--listed];
    return a;
}

static uint64_t dice(struct rng_key key, uint64_t n, unsigned what, uint64_t sides)
{
    return (uint64_t)(rng_uniform(key, what, n, 0) * (double)sides);
}

/* `spread` of the dates: small ones make ties. */
static void play(uint64_t game, uint64_t spread, int room)
{
    const struct rng_key key = rng_key_of(11, game);
    seconds now_s = 0;
    calendar_clear(&calendar);
    listed = 0;
    for (uint64_t n = 0; n < 20000; n++) {
        const uint64_t what = dice(key, n, 0, 10);
        if (what < 5 && listed < room) {
            struct pending *p = &list[listed++];
            *p = (struct pending){now_s + (seconds)dice(key, n, 1, spread), (unsigned)dice(key, n, 2, 3), calendar_serial(&calendar),
                                  (int32_t)(n % 10000), {0}};
            p->id = calendar_push(&calendar, p->t_s, p->rank, p->serial, (uint16_t)(p->a % 7), p->a, -p->a);
        } else if (what < 7 && listed > 0) {
            const uint64_t i = dice(key, n, 3, (uint64_t)listed);
            calendar_cancel(&calendar, list[i].id);
            list[i] = list[--listed];
        } else {
            const int32_t got = pop(), want = list_pop(&now_s);
            cr_assert_eq(got, want, "game %d, step %d: %d, not %d", (int)game, (int)n, (int)got, (int)want);
        }
    }
    while (listed > 0) cr_assert_eq(pop(), list_pop(&now_s));
    cr_assert_eq(pop(), -1);
}

Test(calendar, same_order_as_a_searched_list)
{
    make(MOST);
    for (uint64_t game = 0; game < 30; game++) play(game, game % 3 == 0 ? 1 : game % 3 == 1 ? 20 : 1000000, game % 2 ? MOST : 6);
}

/* The same without slack, so that sweeping happens all the time. */
Test(calendar, same_order_when_room_is_short)
{
    make(6);
    for (uint64_t game = 0; game < 30; game++) play(game, 50, 6);
}
