// libcurl, loaded when the first of its functions is called. It brings some thirty shared libraries along, which would
// cost `hpcmock serve`, where nobody asks for it, 5 ms of start-up time and 5 MiB. So the few functions that are used are
// defined here, under their own names, and forward to the library.
#include <dlfcn.h>

// The header's type checks are macros over the function that is defined here.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#undef curl_easy_setopt

#include <cstdarg>

namespace {

/// The address of a function of libcurl, or nullptr when the library is not there.
void* function(const char* name) {
  static void* const library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  return library == nullptr ? nullptr : dlsym(library, name);
}

template <class Function>
Function* typed(Function*, const char* name) {
  return reinterpret_cast<Function*>(function(name));
}

}  // namespace

// The function of that name in the library, as what it is declared.
#define HPC_CURL(name)                                   \
  static auto* const real = typed(&name, #name); \
  if (real == nullptr)

extern "C" {

CURLcode curl_global_init(long flags) {
  HPC_CURL(curl_global_init) return CURLE_FAILED_INIT;
  return real(flags);
}

CURL* curl_easy_init(void) {
  HPC_CURL(curl_easy_init) return nullptr;
  return real();
}

// All options are longs, curl_off_t or pointers: one word each on the 64-bit machines that Debian's library is for.
CURLcode curl_easy_setopt(CURL* handle, CURLoption option, ...) {
  HPC_CURL(curl_easy_setopt) return CURLE_FAILED_INIT;
  static_assert(sizeof(long) == sizeof(void*) && sizeof(curl_off_t) == sizeof(void*));
  va_list arguments;
  va_start(arguments, option);
  void* const value = va_arg(arguments, void*);
  va_end(arguments);
  return real(handle, option, value);
}

CURLcode curl_easy_perform(CURL* handle) {
  HPC_CURL(curl_easy_perform) return CURLE_FAILED_INIT;
  return real(handle);
}

void curl_easy_reset(CURL* handle) {
  HPC_CURL(curl_easy_reset) return;
  real(handle);
}

void curl_easy_cleanup(CURL* handle) {
  HPC_CURL(curl_easy_cleanup) return;
  real(handle);
}

const char* curl_easy_strerror(CURLcode code) {
  HPC_CURL(curl_easy_strerror) return "libcurl.so.4 cannot be loaded (Debian: apt-get install libcurl4)";
  return real(code);
}

curl_slist* curl_slist_append(curl_slist* list, const char* text) {
  HPC_CURL(curl_slist_append) return nullptr;
  return real(list, text);
}

void curl_slist_free_all(curl_slist* list) {
  HPC_CURL(curl_slist_free_all) return;
  real(list);
}

}  // extern "C"
