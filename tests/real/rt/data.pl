# Two queues; an agent west of Greenwich who may work in them, one who may see nothing, and the agent's token.
@Queues = map { { Name => $_, Description => $_ } } qw(support billing);
@Users  = (
    {   Name => 'agent', Password => "agent's word", EmailAddress => 'agent@example.com', Privileged => 1,
        Timezone => 'America/New_York'
    },
    { Name => 'blind', Password => "blind's word", EmailAddress => 'blind@example.com', Privileged => 1 },
);
@ACL = (
    (map { { UserId => 'agent', Right => $_, Queue => 'support' } } qw(SeeQueue ShowTicket CreateTicket ReplyToTicket ModifyTicket)),
    (map { { UserId => 'agent', Right => $_, Queue => 'billing' } } qw(SeeQueue ShowTicket)),
    { UserId => 'agent', Right => 'ManageAuthTokens' },
);
@Final = (
    sub {
        my $user = RT::CurrentUser->new;
        $user->Load('agent');
        my ( $ok, $said, $token ) = RT::AuthToken->new($user)->Create( Owner => $user->id, Description => 'lab' );
        print STDOUT "TOKEN $token\n";
    }
);
1;
