"""How the drop-ins turn down what they do not do."""

def reject_unsupported(rule_name, kwargs, unsupported):
    """Fails when an attribute is used that exists in the real rule set but not here.

    Args:
        rule_name: the rule or macro being called
        kwargs: the attributes it was called with
        unsupported: names of attributes that only the real rule set has
    """
    for name in unsupported:
        if name in kwargs:
            fail("{rule}({attribute} = ...) in {where} is not supported by the air-gapped {rule}; README.md in its module says what is.".format(
                rule = rule_name,
                attribute = name,
                where = "//" + native.package_name(),
            ))
