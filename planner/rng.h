/* SPDX-License-Identifier: MIT */
/*
 * The planner's own random numbers: xoshiro256** by Blackman and Vigna (2018),
 * seeded through splitmix64. The same seed gives the same run everywhere.
 */
#ifndef PLANNER_RNG_H
#define PLANNER_RNG_H

#include <assert.h>
#include <stdint.h>

struct rng {
	uint64_t s[4];
};

static inline void rng_seed(struct rng *rng, uint64_t seed)
{
	for (int i = 0; i < 4; i++) {
		uint64_t z = seed += 0x9e3779b97f4a7c15u;

		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
		z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
		rng->s[i] = z ^ (z >> 31);
	}
}

static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t *s = rng->s, x = s[1] * 5, t = s[1] << 17;
	uint64_t result = ((x << 7) | (x >> 57)) * 9;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return result;
}

/* 0 <= result < n, by multiplication: the bias is below 2^-32. */
static inline int32_t rng_below(struct rng *rng, int32_t n)
{
	assert(n > 0);
	return (int32_t)(((rng_next(rng) >> 32) * (uint64_t)n) >> 32);
}

/* 0 < result < 1. */
static inline double rng_unit(struct rng *rng)
{
	return ((double)(rng_next(rng) >> 12) + 0.5) * 0x1p-52;
}

#endif
