// Which of 64 bytes belong to words? Bit i of the answer is set when byte i is above 0x20.
// The instruction set is chosen when the program is compiled (-march=native); every variant gives the same answer.
// TWIN_PORTABLE forces the variant that needs nothing but 64-bit integers.
#pragma once
#include <cstdint>
#include <cstring>

#if defined(TWIN_PORTABLE)
#elif defined(__AVX512BW__) || defined(__AVX2__) || defined(__SSE2__)
#include <immintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace wordcount {

inline bool is_space(char c) { return static_cast<unsigned char>(c) <= 0x20; }

#if !defined(TWIN_PORTABLE) && defined(__AVX512BW__)

inline uint64_t word_bytes(const char* p) {
    return _mm512_cmpgt_epu8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8(0x20));
}

#elif !defined(TWIN_PORTABLE) && defined(__AVX2__)

inline uint64_t word_bytes(const char* p) {
    const __m256i space = _mm256_set1_epi8(0x20);  // no unsigned compare before AVX-512: v <= s where max(v, s) == s
    auto spaces = [&](const char* q) -> uint64_t {
        __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(q));
        return static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(v, space), space)));
    };
    return ~(spaces(p) | spaces(p + 32) << 32);
}

#elif !defined(TWIN_PORTABLE) && defined(__SSE2__)

inline uint64_t word_bytes(const char* p) {
    const __m128i space = _mm_set1_epi8(0x20);
    auto spaces = [&](const char* q) -> uint64_t {
        __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(q));
        return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(v, space), space)));
    };
    return ~(spaces(p) | spaces(p + 16) << 16 | spaces(p + 32) << 32 | spaces(p + 48) << 48);
}

#elif !defined(TWIN_PORTABLE) && defined(__ARM_NEON) && defined(__aarch64__)

inline uint64_t word_bytes(const char* p) {
    // Arm has no movemask: keep one bit of each byte, its own, and add neighbours until 16 bytes are 16 bits.
    const uint8x16_t own_bit = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    auto bits = [&](const char* q) {
        return vandq_u8(vcgtq_u8(vld1q_u8(reinterpret_cast<const uint8_t*>(q)), vdupq_n_u8(0x20)), own_bit);
    };
    uint8x16_t low = vpaddq_u8(bits(p), bits(p + 16));
    uint8x16_t high = vpaddq_u8(bits(p + 32), bits(p + 48));
    uint8x16_t sum = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

#else

inline uint64_t word_bytes(const char* p) {
    uint64_t mask = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t x;
        std::memcpy(&x, p + 8 * i, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        x = __builtin_bswap64(x);
#endif
        // The high bit of each byte: set by the byte itself when it is above 0x7f, else by adding 0x7f - 0x20.
        uint64_t above = (((x & 0x7f7f7f7f7f7f7f7f) + 0x5f5f5f5f5f5f5f5f) | x) & 0x8080808080808080;
        mask |= ((above >> 7) * 0x0102040810204080 >> 56) << (8 * i);  // gathers the eight bits in the top byte
    }
    return mask;
}

#endif

}  // namespace wordcount
