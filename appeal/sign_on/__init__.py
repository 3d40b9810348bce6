"""Single sign-on: a provider of OpenID Connect says who somebody is, never what they may do."""
