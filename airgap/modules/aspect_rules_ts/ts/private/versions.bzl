"""The TypeScript releases whose integrity is known."""

TYPESCRIPT_VERSIONS = {
    "6.0.3": "sha512-y2TvuxSZPDyQakkFRPZHKFm+KKVqIisdg9/CZwm9ftvKXLP8NRWj38/ODjNbr43SsoXqNuAisEf1GdCxqWcdBw==",
}
