#include "site/path.h"
