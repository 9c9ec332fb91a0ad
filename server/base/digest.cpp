#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cassert>
#include <memory>

namespace hpc {
namespace {

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

template <class Feed>
std::string digest(const EVP_MD* kind, Feed feed) {
  Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  const bool good = context && EVP_DigestInit_ex(context.get(), kind, nullptr) == 1 && feed(context.get()) &&
                    EVP_DigestFinal_ex(context.get(), out, &length) == 1;
  assert(good);
  (void)good;
  return std::string(reinterpret_cast<const char*>(out), length);
}

std::string digest_of(const EVP_MD* kind, std::string_view bytes) {
  return digest(kind, [&](EVP_MD_CTX* c) { return EVP_DigestUpdate(c, bytes.data(), bytes.size()) == 1; });
}

std::string digest_of(const EVP_MD* kind, const Bytes& bytes) {
  return digest(kind, [&](EVP_MD_CTX* c) {
    for (const Bytes::Piece& piece : bytes.pieces())
      if (EVP_DigestUpdate(c, piece.view().data(), piece.length) != 1) return false;
    return true;
  });
}

}  // namespace

std::string md5(std::string_view bytes) { return digest_of(EVP_md5(), bytes); }
std::string sha1(std::string_view bytes) { return digest_of(EVP_sha1(), bytes); }
std::string sha256(std::string_view bytes) { return digest_of(EVP_sha256(), bytes); }
std::string md5(const Bytes& bytes) { return digest_of(EVP_md5(), bytes); }
std::string sha256(const Bytes& bytes) { return digest_of(EVP_sha256(), bytes); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
       bytes.size(), out, &length);
  return std::string(reinterpret_cast<const char*>(out), length);
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace hpc
