/* sobol_numbers: the published table behind Sobol points; nobody but sobol.c includes it. */
#ifndef SIM_SOBOL_NUMBERS_H
#define SIM_SOBOL_NUMBERS_H

#include <stdint.h>

extern const uint16_t sobol_degrees[]; /* dimensions of each degree from 1, ends with 0 */
extern const uint16_t sobol_numbers[]; /* a, m_2 .. m_s of each dimension but the first */

#endif
