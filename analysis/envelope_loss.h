/* envelope_loss: a loss system whose rate of requests and number of places change in time, M(t)/M/c(t)/c(t).
 *
 * p(n, t), the probability that n places are taken, follows Kolmogorov's forward equations: n to n+1 at rate a(t) while n < c(t), n to n-1 at
 * rate n / stay. Rates and places are constant within a period. Places that close take nobody's place: those above c(t) leave by
 * themselves. Integrated by TR-BDF2 (Bank et al. 1985; error estimate of Hosea and Shampine 1996), implicit and with steps chosen by the
 * error, as many places make the equations stiff. Days and requests per day. Stays are exponential; in a steady state their spread
 * does not matter (Sevast'yanov 1957), on the way to one it does. */
#ifndef ANALYSIS_ENVELOPE_LOSS_H
#define ANALYSIS_ENVELOPE_LOSS_H

#include <stdint.h>

#include "sim/arena.h"

enum { ENVELOPE_MOST_PLACES = 20000 }; /* beyond which nothing is integrated */

struct envelope_period { double days, requests_per_d; int64_t places; };
/* Over one period: share of requests refused, mean number of taken places; the number at its end, and the probability that all are taken then. */
struct envelope_course { double refused, taken, taken_end, full_end; };

/* start_load: the load under which the system is in its steady state when the first period begins; 0: empty. Where there are more places
 * than ENVELOPE_MOST_PLACES, or the stay is not above 0, everything is NAN. */
void envelope_loss_course(const struct envelope_period *period, int32_t n, double stay_d, double start_load, struct arena *arena,
                          struct envelope_course *course);
/* Two approximations of course[].refused, of the same arguments. Pointwise stationary: Erlang B of the load of the moment (Green and Kolesar
 * 1991). Modified offered load: Erlang B of m(t) with m' = a - m / stay, what unlimited places would hold (Jagerman 1975; Massey and Whitt
 * 1994; Jennings et al. 1996). */
void envelope_loss_stationary(const struct envelope_period *period, int32_t n, double stay_d, double *refused);
void envelope_loss_modified(const struct envelope_period *period, int32_t n, double stay_d, double start_load, double *refused);

#endif
