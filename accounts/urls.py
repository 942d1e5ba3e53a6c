from django.urls import path

from .views import facts, firms, invitations, members, people, session

# An address that changes a firm names it: the firm chosen in the session may be another one in the next tab.
urlpatterns = [
    path("firm/", firms.firm, name="firm"),
    path("firm/new/", firms.create, name="firm-create"),
    path("firm/switch/", firms.switch, name="firm-switch"),
    path("firm/<int:firm_id>/edit/", firms.edit, name="firm-edit"),
    path("firm/<int:firm_id>/leave/", firms.leave, name="firm-leave"),
    path("firm/<int:firm_id>/facts/", facts.record, name="firm-fact"),
    path("firm/<int:firm_id>/invite/", invitations.invite, name="member-invite"),
    path("firm/members/<int:pk>/role/", members.role, name="member-role"),
    path("firm/members/<int:pk>/remove/", members.remove, name="member-remove"),
    path("firm/members/<int:pk>/transfer/", members.transfer, name="member-transfer"),
    path("firm/invitations/<int:pk>/revoke/", invitations.revoke, name="invitation-revoke"),
    path("firm/invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("session/stay/", session.stay, name="session-stay"),
    path("profile/", people.profile, name="profile"),
]
