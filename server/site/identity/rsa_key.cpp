#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cassert>

#include "base/digest.h"
#include "base/encoding.h"
#include "site/identity/jwt.h"

namespace hpc::site {
namespace {

using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;
using Pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Number number() { return Number(BN_new(), &BN_clear_free); }

std::string text_of(const BIGNUM* value) {
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
  BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

Number number_from_hex(std::string_view digits) {
  BIGNUM* value = nullptr;
  BN_hex2bn(&value, std::string(digits).c_str());
  assert(value != nullptr);
  return Number(value, &BN_clear_free);
}

Pkey key_from(const BIGNUM* n, const BIGNUM* e, const BIGNUM* d, const BIGNUM* p, const BIGNUM* q, BN_CTX* context) {
  Number p1 = number(), q1 = number(), dp = number(), dq = number(), qi = number();
  BN_sub(p1.get(), p, BN_value_one());
  BN_sub(q1.get(), q, BN_value_one());
  BN_mod(dp.get(), d, p1.get(), context);
  BN_mod(dq.get(), d, q1.get(), context);
  BN_mod_inverse(qi.get(), q, p, context);
  std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> build(OSSL_PARAM_BLD_new(), &OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n);
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e);
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_D, d);
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_FACTOR1, p);
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_FACTOR2, q);
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get());
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get());
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qi.get());
  OSSL_PARAM* parameters = OSSL_PARAM_BLD_to_param(build.get());
  EVP_PKEY* key = nullptr;
  std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> maker(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr),
                                                                    &EVP_PKEY_CTX_free);
  EVP_PKEY_fromdata_init(maker.get());
  EVP_PKEY_fromdata(maker.get(), &key, EVP_PKEY_KEYPAIR, parameters);
  OSSL_PARAM_free(parameters);
  assert(key != nullptr);
  return Pkey(key, &EVP_PKEY_free);
}

std::string parameter_of(EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  EVP_PKEY_get_bn_param(key, name, &value);
  const Number owned(value, &BN_clear_free);
  return text_of(owned.get());
}

}  // namespace

struct RsaKey::Content {
  Pkey key{nullptr, &EVP_PKEY_free};
  std::string id;

  explicit Content(Pkey made) : key(std::move(made)) {
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(key.get(), &der);
    id = base64url(sha256(std::string_view(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length))));
    OPENSSL_free(der);
  }
};

Result<RsaKey> RsaKey::from_pem(std::string_view pem) {
  std::unique_ptr<BIO, decltype(&BIO_free)> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  Pkey key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
    return failure(Errc::invalid, About::token, "not the PEM text of an RSA private key");
  RsaKey made;
  made.content_ = std::make_shared<const Content>(std::move(key));
  return made;
}

RsaKey RsaKey::from_primes(std::string_view first, std::string_view second) {
  constexpr BN_ULONG kExponent = 65537;
  std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), &BN_CTX_free);
  const Number p = number_from_hex(first), q = number_from_hex(second);
  Number n = number(), e = number(), d = number(), p1 = number(), q1 = number(), phi = number();
  BN_mul(n.get(), p.get(), q.get(), context.get());
  BN_set_word(e.get(), kExponent);
  BN_sub(p1.get(), p.get(), BN_value_one());
  BN_sub(q1.get(), q.get(), BN_value_one());
  BN_mul(phi.get(), p1.get(), q1.get(), context.get());
  BN_mod_inverse(d.get(), e.get(), phi.get(), context.get());
  RsaKey made;
  made.content_ =
      std::make_shared<const Content>(key_from(n.get(), e.get(), d.get(), p.get(), q.get(), context.get()));
  return made;
}

std::string RsaKey::sign(std::string_view bytes) const {
  const Digest context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::size_t length = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, content_->key.get());
  EVP_DigestSign(context.get(), nullptr, &length, data, bytes.size());
  std::string signature(length, '\0');
  const int good =
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, data, bytes.size());
  assert(good == 1);
  (void)good;
  signature.resize(length);
  return signature;
}

bool RsaKey::verify(std::string_view bytes, std::string_view signature) const {
  const Digest context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, content_->key.get());
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1;
}

std::string RsaKey::modulus() const { return parameter_of(content_->key.get(), OSSL_PKEY_PARAM_RSA_N); }
std::string RsaKey::exponent() const { return parameter_of(content_->key.get(), OSSL_PKEY_PARAM_RSA_E); }

std::string RsaKey::public_pem() const {
  std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PUBKEY(out.get(), content_->key.get());
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return std::string(text, static_cast<std::size_t>(length));
}

const std::string& RsaKey::id() const { return content_->id; }

}  // namespace hpc::site
