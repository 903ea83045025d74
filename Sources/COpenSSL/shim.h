// SHA-256 is taken from below EVP, which looks the algorithm up and allocates for each digest: most
// of a log's digests are of less than 200 bytes. OpenSSL 3 keeps these functions and calls them
// deprecated.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>
