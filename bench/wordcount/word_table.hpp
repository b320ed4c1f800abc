// Counts per word: open addressing, linear probing, 32-byte entries in huge pages. Words up to 16 bytes (nearly all)
// lie in the entry itself, so that a look-up touches one cache line; longer ones lie in an arena.
#pragma once
#include <memory>
#include <vector>

#include "../twin/common.hpp"

namespace wordcount {

constexpr size_t kInline = 16;
constexpr size_t kPadding = 64;  // bytes that must be readable behind any word given to Word

// Words never hold a byte 0, so a short word padded with zeros is its own key and implies its length.
struct Entry {
    uint64_t key[2];  // the word, zero-padded; of a long word its hash and its address
    uint64_t count;
    uint64_t length;  // 0: the entry is free

    const char* bytes() const {
        return length <= kInline ? reinterpret_cast<const char*>(key) : reinterpret_cast<const char*>(key[1]);
    }
};
static_assert(sizeof(Entry) == 32, "two entries a cache line");

// Two hashes that have nothing to do with each other: rows that leave a table come in the order of its hash,
// and a table filled in the order of its own hash degenerates into one long run of full slots.
struct Hash {
    uint64_t a, b;
    static constexpr Hash counting() { return {0x9e3779b97f4a7c15, 0xd6e8feb86659fd93}; }
    static constexpr Hash merging() { return {0xa0761d6478bd642f, 0xe7037ed1a0b428db}; }

    uint64_t operator()(uint64_t x, uint64_t y) const {
        auto product = static_cast<unsigned __int128>(x ^ a) * (y ^ b);
        return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
    }
};

inline void load16(const char* p, uint64_t (&key)[2]) { std::memcpy(key, p, 16); }

// A word ready to be looked up.
struct Word {
    uint64_t key[2];
    uint64_t hash;
    uint64_t length;

    Word() = default;
    Word(const char* p, size_t n, const Hash& hasher) : length(n) {
        static constexpr unsigned char ones[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
        load16(p, key);
        if (n <= kInline) {
            uint64_t mask[2];
            load16(reinterpret_cast<const char*>(ones) + kInline - n, mask);
            key[0] &= mask[0];
            key[1] &= mask[1];
            hash = hasher(key[0], key[1]);
            return;
        }
        hash = hasher(key[0] ^ n, key[1]);
        const char* last = p + n - 16;  // the last 16 bytes may overlap those before: no tail to treat apart
        for (const char* q = p + 16; q < last; q += 16) hash = extend(q, hasher);
        hash = extend(last, hasher);
        key[0] = hash;
        key[1] = reinterpret_cast<uint64_t>(p);
    }

    bool is(const Entry& e) const {
        if (e.key[0] != key[0] || e.length != length) return false;
        return length <= kInline ? e.key[1] == key[1] : std::memcmp(e.bytes(), reinterpret_cast<const char*>(key[1]), length) == 0;
    }

private:
    uint64_t extend(const char* q, const Hash& hasher) const {
        uint64_t next[2];
        load16(q, next);
        return hasher(next[0] ^ hash, next[1]);
    }
};

class WordTable {
public:
    explicit WordTable(Hash hash, size_t expected = 0) : hash_(hash), slots_(slots_for(expected)), mask_(slots_.size() - 1) {}

    const Hash& hash() const { return hash_; }
    size_t size() const { return used_; }
    void prefetch(const Word& w) const { __builtin_prefetch(&slots_[w.hash & mask_], 1); }
    void prefetch_bytes(const Word& w) const {
        const Entry& e = slots_[w.hash & mask_];
        if (e.length > kInline) __builtin_prefetch(e.bytes());
    }

    void add(const Word& w, uint64_t count) {
        for (size_t i = w.hash & mask_;; i = (i + 1) & mask_) {
            Entry& e = slots_[i];
            if (w.is(e)) {
                e.count += count;
                return;
            }
            if (e.length == 0) {
                insert(e, w, count);
                return;
            }
        }
    }

    template <typename F>
    void for_each(F&& visit) const {
        for (const Entry& e : slots_)
            if (e.length) visit(e);
    }

    uint64_t hash_of(const Entry& e) const { return e.length <= kInline ? hash_(e.key[0], e.key[1]) : e.key[0]; }

private:
    // At most 5/8 of the slots are used: less memory to touch for the first time than at 1/2, and runs stay short.
    static bool crowded(size_t used, size_t slots) { return used * 8 > slots * 5; }

    static size_t slots_for(size_t words) {
        size_t slots = 1 << 16;  // one huge page
        while (crowded(words, slots)) slots *= 2;
        return slots;
    }

    void insert(Entry& e, const Word& w, uint64_t count) {
        e = Entry{{w.key[0], w.key[1]}, count, w.length};
        if (w.length > kInline) e.key[1] = reinterpret_cast<uint64_t>(keep(reinterpret_cast<const char*>(w.key[1]), w.length));
        if (crowded(++used_, slots_.size())) grow();
    }

    void grow() {
        twin::HugeArray<Entry> old(slots_.size() * 2);
        std::swap(old, slots_);
        mask_ = slots_.size() - 1;
        for (const Entry& e : old) {
            if (e.length == 0) continue;
            size_t i = hash_of(e) & mask_;
            while (slots_[i].length) i = (i + 1) & mask_;
            slots_[i] = e;
        }
    }

    const char* keep(const char* p, size_t n) {
        if (n > room_) {
            room_ = n > kBlock ? n : kBlock;
            arena_.emplace_back(new char[room_]);
            next_ = arena_.back().get();
        }
        char* q = next_;
        std::memcpy(q, p, n);
        next_ += n;
        room_ -= n;
        return q;
    }

    static constexpr size_t kBlock = 1 << 20;
    Hash hash_;
    twin::HugeArray<Entry> slots_;
    size_t mask_;
    size_t used_ = 0;
    std::vector<std::unique_ptr<char[]>> arena_;
    char* next_ = nullptr;
    size_t room_ = 0;
};

// Adds words in batches, so that the cache misses of one batch overlap: hash and prefetch all slots, then prefetch the
// bytes of the long words, then look up.
class WordBatch {
public:
    explicit WordBatch(WordTable& table) : table_(table) {}

    void add(const char* p, size_t n, uint64_t count) {
        Word& w = words_[size_] = Word(p, n, table_.hash());
        counts_[size_] = count;
        table_.prefetch(w);
        long_[longs_] = static_cast<uint8_t>(size_);
        longs_ += n > kInline;
        if (++size_ == kWords) flush();
    }

    // Words point into the caller's buffer: call this before it changes.
    void flush() {
        for (size_t i = 0; i < longs_; i++) table_.prefetch_bytes(words_[long_[i]]);
        for (size_t i = 0; i < size_; i++) table_.add(words_[i], counts_[i]);
        size_ = longs_ = 0;
    }

private:
    static constexpr size_t kWords = 64;
    WordTable& table_;
    Word words_[kWords];
    uint64_t counts_[kWords];
    uint8_t long_[kWords + 1];
    size_t size_ = 0;
    size_t longs_ = 0;
};

}  // namespace wordcount
